/*
 * shelf - the rows of one shelf of a desk, page by page, and how a row is
 * drawn: what home and the queue have in common.
 */
#ifndef TUI_SHELF_H
#define TUI_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/str.h"
#include "store/desk.h"
#include "tui/screen.h"
#include "tui/session.h"
#include "tui/station.h"

enum { SHELF_PAGE = 50 };

struct shelf_rows {
	struct desk_rows rows;
	struct shelf_mark mark;
	bool more; /* there are others after these */
};
void shelf_clear(struct shelf_rows *rows);
/* Another page, appended. Where one holds all there is, what was read before
 * and has only small changes comes last. */
enum err_code shelf_next(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, struct shelf_rows *rows,
                         struct err *err) MUST_USE;
/* From the beginning, `least` rows or all there are, in whole pages. On an
 * error *rows stays what it was. */
enum err_code shelf_read(struct desk *desk, const struct caller *caller,
                         enum shelf shelf, size_t least,
                         struct shelf_rows *rows, struct err *err) MUST_USE;
/* The row of a post, of several the one for this reason (NULL: any);
 * (size_t)-1 for none. */
size_t shelf_find(const struct shelf_rows *rows, const char *post,
                  const char *why);
/* The first one that waits for a signature; (size_t)-1. */
size_t shelf_first_to_sign(const struct shelf_rows *rows);
bool shelf_is_overdue(const struct desk_row *row, int64_t now_ms);
/* Everything of the rows that is shown, appended: two such texts differ when
 * the screen would. */
void shelf_print(const struct shelf_rows *rows, int64_t now_ms,
                 struct str *out);
/* For view_ops.idle: what others recorded comes in by itself, as soon as nobody
 * pressed anything for a while and no question is open; *changed when what
 * `print` says of the view did. `tip` is the view's, of desk_moved. */
typedef void (*shelf_say)(const struct view *view, struct str *out);
int shelf_idle(struct view *view, char tip[HEX], shelf_say print,
               int64_t idle_ms, bool *changed);
/* “12”, or “50+”; appended. */
void shelf_count(const struct shelf_rows *rows, struct str *out);

/* ---- a row as cells ------------------------------------------------------ */

enum shelf_column {
	COLUMN_WHEN,
	COLUMN_WHAT,
	COLUMN_GRADE,
	COLUMN_TITLE,
	COLUMN_UNIT,
	COLUMN_PROVIDER,
	COLUMN_ID,
	COLUMN_COUNT
};
struct shelf_line {
	bool overdue;
	bool soon; /* the step's reminder is due */
	struct str at[COLUMN_COUNT];
};
void shelf_line_clear(struct shelf_line *line);
/* What a row says; `wide`: with the provider, too. */
void shelf_line_of(struct shelf_line *out, const struct session *session,
                   enum shelf shelf, const struct desk_row *row, bool wide);

/* Widens `widths` to what the line needs. */
void shelf_measure(int widths[COLUMN_COUNT], const struct shelf_line *line);
/* Shares `cols` cells: the title has what is left, and what would leave it
 * nothing is left out (0). */
void shelf_fit(const int widths[COLUMN_COUNT], int cols, int out[COLUMN_COUNT]);
void shelf_draw(struct screen *screen, int row, int col, int cols,
                const int widths[COLUMN_COUNT], const struct shelf_line *line,
                bool chosen);
/* A text of one line into `cols` cells; … where it was cut. */
void shelf_put(struct screen *screen, int row, int col, int cols,
               enum style style, struct span text);
/* A paragraph, wrapped, as much of it as fits. Returns the rows it took. */
int shelf_put_text(struct screen *screen, struct area area, enum style style,
                   struct span text);

#endif
