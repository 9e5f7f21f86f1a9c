#include "tui/list.h"

#include <string.h>

void list_set_count(struct list *list, size_t count)
{
	list->count = count;
	if (list->at >= count)
		list->at = count ? count - 1 : 0;
}

void list_move(struct list *list, long by)
{
	size_t far = (size_t)(by < 0 ? -by : by);

	if (by < 0)
		list->at = far > list->at ? 0 : list->at - far;
	else
		list->at =
		    far > list->count - list->at ? list->count : list->at + far;
	list_set_count(list, list->count);
}

bool list_act(struct list *list, const char *act)
{
	long page = list->rows > 2 ? list->rows - 1 : 1;

	if (strcmp(act, "up") == 0)
		list_move(list, -1);
	else if (strcmp(act, "down") == 0)
		list_move(list, 1);
	else if (strcmp(act, "page-up") == 0)
		list_move(list, -page);
	else if (strcmp(act, "page-down") == 0)
		list_move(list, page);
	else if (strcmp(act, "first") == 0)
		list->at = 0;
	else if (strcmp(act, "last") == 0)
		list->at = list->count ? list->count - 1 : 0;
	else
		return false;
	return true;
}

void list_draw(struct list *list, struct screen *screen, struct area area,
               list_row row, void *payload)
{
	size_t rows = area.rows > 0 ? (size_t)area.rows : 0;

	list->rows = area.rows;
	if (list->at < list->top)
		list->top = list->at;
	if (rows && list->at >= list->top + rows)
		list->top = list->at - rows + 1;
	if (list->top + rows > list->count)
		list->top = list->count > rows ? list->count - rows : 0;
	for (size_t i = 0; i < rows && list->top + i < list->count; i++)
		row(payload, screen, area.row + (int)i, area.col, area.cols,
		    list->top + i, list->top + i == list->at);
}

size_t list_row_at(const struct list *list, struct area area, int row)
{
	size_t index;

	if (row < area.row || row >= area.row + area.rows)
		return (size_t)-1;
	index = list->top + (size_t)(row - area.row);
	return index < list->count ? index : (size_t)-1;
}
