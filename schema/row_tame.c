/* SPDX-License-Identifier: MIT
 * Rows: texts that other devices read, and making such of others. */
#include "base/utf8.h"
#include "schema/row.h"

static bool text_is_tame(struct str text)
{
	return text.len <= ROW_TEXT_MAX && utf8_is_tame(text);
}

static bool list_is_tame(const struct row_list *list)
{
	bool tame = list->count <= ROW_LIST_MAX;

	for (size_t i = 0; tame && i < list->count; i++)
		tame = text_is_tame(list->item[i]);
	return tame;
}

bool row_is_tame(const struct row *row)
{
	const struct row_shape *shape = row_shape(row->kind);
	bool tame = true;

	for (size_t i = 0; tame && i < shape->count; i++)
		switch (shape->field[i].type) {
		case ROW_INT: break;
		case ROW_TEXT: tame = text_is_tame(*row_text(row, &shape->field[i])); break;
		case ROW_LIST: tame = list_is_tame(row_list(row, &shape->field[i])); break;
		}
	return tame;
}

static struct str cleaned(struct str text, struct arena *arena)
{
	struct buf clean = {0};

	if (text_is_tame(text))
		return text;
	utf8_clean(&clean, text, CLEAN_TEXT, ROW_TEXT_MAX);
	text = arena_str(arena, buf_str(&clean));
	buf_fini(&clean);
	return text;
}

static void clean_list(struct row_list *list, struct arena *arena)
{
	size_t count = list->count < ROW_LIST_MAX ? list->count : ROW_LIST_MAX;
	struct str *item = arena_alloc(arena, (count ? count : 1) * sizeof(*item));

	for (size_t i = 0; i < count; i++)
		item[i] = cleaned(list->item[i], arena);
	*list = (struct row_list){item, count};
}

void row_clean(struct row *row, struct arena *arena)
{
	const struct row_shape *shape = row_shape(row->kind);

	for (size_t i = 0; i < shape->count; i++) {
		const struct row_field *field = &shape->field[i];

		if (field->type == ROW_TEXT)
			*row_text(row, field) = cleaned(*row_text(row, field), arena);
		else if (field->type == ROW_LIST)
			clean_list(row_list(row, field), arena);
	}
}
