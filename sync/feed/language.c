/* SPDX-License-Identifier: MIT
 * Which language a text is in: by the script of its letters, and where that is Latin by its commonest small words. */
#include <string.h>

#include "base/utf8.h"
#include "sync/feed/read.h"

enum { LOOK_AT = 4000, WORD_MAX = 12, LEAST_WORDS = 3 };

struct script {
	uint32_t from, to;
	const char *lang;
};

static const struct script scripts[] = {
	{0x3040, 0x30FF, "ja"}, {0xAC00, 0xD7A3, "ko"}, {0x4E00, 0x9FFF, "zh"}, {0x0400, 0x04FF, "ru"}, {0x0370, 0x03FF, "el"},
	{0x0590, 0x05FF, "he"}, {0x0600, 0x06FF, "ar"}, {0x0900, 0x097F, "hi"}, {0x0E00, 0x0E7F, "th"},
};

/* Words that are common in the one language and rare in the others. */
static const struct {
	const char *lang, *words;
} small[] = {
	{"en", " the and of to is that it was for with as are his they this from have not "},
	{"de", " der die das und ist nicht ein eine zu den mit von auf für sich dem des auch wird "},
	{"fr", " le la les des et est une dans que qui pour pas sur avec au du ce sont "},
	{"es", " el la los las y es una en que por con para se del al como más su "},
	{"it", " il lo gli e è una di che per con non si del della sono nel anche "},
	{"pt", " o os as e é uma em que por com para não se do da dos das mais "},
	{"nl", " de het een en is van dat niet op te zijn met voor die ook aan "},
	{"sv", " och att det som en på är av för med den till inte har "},
};
enum { SMALL = sizeof(small) / sizeof(small[0]), SCRIPTS = sizeof(scripts) / sizeof(scripts[0]) };

static void count_word(const char *word, size_t len, int *count)
{
	char padded[WORD_MAX + 3];

	padded[0] = ' ';
	memcpy(padded + 1, word, len);
	padded[len + 1] = ' ';
	padded[len + 2] = '\0';
	for (int i = 0; i < SMALL; i++)
		count[i] += strstr(small[i].words, padded) != NULL;
}

static struct str by_words(struct str text)
{
	int count[SMALL] = {0}, best = 0, second = 0;
	char word[WORD_MAX + 1];
	size_t len = 0;

	for (size_t i = 0; i <= text.len; i++) {
		unsigned char c = i < text.len ? (unsigned char)text.s[i] : ' ';
		bool letter = c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (letter && len <= WORD_MAX) {
			if (len < WORD_MAX)
				word[len] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
			len++;
		} else if (!letter) {
			if (len && len <= WORD_MAX)
				count_word(word, len, count);
			len = 0;
		}
	}
	for (int i = 1; i < SMALL; i++)
		best = count[i] > count[best] ? i : best;
	for (int i = 0; i < SMALL; i++)
		second = i != best && count[i] > second ? count[i] : second;
	return count[best] >= LEAST_WORDS && count[best] > second ? str_of(small[best].lang) : STR("");
}

struct str feed_language(struct str text)
{
	int letters = 0, of[SCRIPTS] = {0};
	struct str rest = text = str_slice(text, 0, LOOK_AT);

	while (rest.len) {
		uint32_t c = utf8_next(&rest);

		letters += c > ' ';
		for (int i = 0; i < SCRIPTS; i++)
			of[i] += c >= scripts[i].from && c <= scripts[i].to;
	}
	if (of[0] * 10 > letters) /* kana: Japanese, however many characters are Chinese ones */
		return str_of(scripts[0].lang);
	for (int i = 1; i < SCRIPTS; i++)
		if (of[i] * 3 > letters)
			return str_of(scripts[i].lang);
	return by_words(text);
}
