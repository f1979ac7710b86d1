/* SPDX-License-Identifier: MIT
 * WebP, through libwebp; of a moving one the first frame. */
#include "sync/picture/decode.h"

#include <webp/decode.h>
#include <webp/demux.h>

static int decode(const uint8_t *bytes, size_t len, struct image *image, struct err *err)
{
	int width, height;

	if (!WebPGetInfo(bytes, len, &width, &height))
		return image_broken(err);
	if (image_open(image, width, height, err))
		return -1;
	if (!WebPDecodeRGBAInto(bytes, len, image->rgba, (size_t)width * (size_t)height * 4, width * 4))
		return image_broken(err);
	return 0;
}

int image_webp(struct str file, int want_width, int want_height, struct image *image, struct err *err)
{
	WebPData data = {(const uint8_t *)file.s, file.len};
	WebPDemuxer *demuxer = WebPDemux(&data);
	WebPIterator frame;
	int rc;

	(void)want_width, (void)want_height;
	if (!demuxer)
		return image_broken(err);
	if (WebPDemuxGetFrame(demuxer, 1, &frame)) {
		rc = decode(frame.fragment.bytes, frame.fragment.size, image, err);
		WebPDemuxReleaseIterator(&frame);
	} else {
		rc = image_broken(err);
	}
	WebPDemuxDelete(demuxer);
	return rc;
}
