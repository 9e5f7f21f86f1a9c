/*
 * text - what a text is made of: the door, characters, lines.
 *
 * Behind the door every text is valid UTF-8 in NFC. Bytes are for storing,
 * code points for columns, graphemes (graphs) for a cursor and for cutting.
 * Cell widths belong to tui/screen.c, never here.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"

/* The code points at `at` (valid UTF-8, bytes > 0): its bytes, 1..4. */
size_t text_step(struct span text, size_t at, uint32_t *point);
void text_put_point(struct str *out, uint32_t point);

/* Bytes before the first byte that is not strict UTF-8 (no surrogates, no
 * overlong forms); text.bytes when all of it is. */
size_t text_valid_bytes(struct span text);

/*
 * The door for stored text: `text` (any bytes) comes out as NFC, without a
 * BOM, with LF line ends, in *out (appended). `name` is what the reader calls
 * the text.
 *
 * Errors: ERR_BAD_TEXT   not UTF-8 (object: byte offset, counted from 0)
 *         ERR_CONTROL    C0 but LF and TAB, DEL, C1, noncharacters
 *         ERR_TOO_LARGE  over limit_bytes
 */
enum err_code text_door(struct span text, const char *name, size_t limit_bytes,
                        struct str *out, struct err *err) MUST_USE;

/* The same for one line (title, name, opinion line): LF and TAB refused too,
 * blanks around cut off. */
enum err_code text_door_line(struct span text, const char *name,
                             size_t limit_bytes, struct str *out,
                             struct err *err) MUST_USE;

bool text_is_han(uint32_t point);     /* CJK ideographs, all blocks */
bool text_is_latin(uint32_t point);   /* letters of Latin script */
bool text_is_control(uint32_t point); /* Cc, but not LF or TAB */
/* Invisible, or turning the direction of what follows: bidi controls, zero
 * width but ZWJ and ZWNJ, line and paragraph separators, tags. */
bool text_is_hidden(uint32_t point);
/* As people count characters: without blanks, line ends and controls. */
size_t text_characters(struct span text);
/* Where `words` first begin in [from, to); (size_t)-1: nowhere. ASCII letters
 * small or large; of no bytes, they stand nowhere. */
size_t text_find(struct span text, struct span words, size_t from, size_t to);

/* What a step by words sees. A mark belongs to what stands before it. */
enum text_kind { TEXT_OTHER, TEXT_WORD, TEXT_HAN, TEXT_MARK };
enum text_kind text_kind(uint32_t point); /* WORD: letter or digit, no Han */

/* Bytes of the grapheme that starts at `at`, 0 at the end; and of the one that
 * ends at `at`, 0 at the start. Flags and joined emoji are one grapheme. */
size_t text_graph_bytes(struct span text, size_t at);
size_t text_graph_before(struct span text, size_t at);

/*
 * Whether a line may be broken before each byte of one paragraph (UAX 14, with
 * Chinese quotes and GB/T 15834 on top): out[i] is 1 when it may before byte i,
 * else 0; text.bytes of them.
 */
void text_breaks(struct span text, char *out);
/* Whether a row may end with one code point and the next begin with the other:
 * no 《 at its end, no 。 at its start, no —— in two. */
bool text_may_part(uint32_t before, uint32_t after);

/* ERR_TOO_LARGE with the limit as "2 MB". */
enum err_code text_too_large(const char *name, size_t limit_bytes,
                             struct err *err);

/* Line and column (code points), both from 1, of byte `at`. */
void text_position(struct span text, size_t at, size_t *line, size_t *column);

/* First non-empty line, blanks around cut off, at most `limit_points`. */
struct span text_first_line(struct span text, size_t limit_points);

/*
 * Appends `text` with everything that could drive a terminal made visible:
 * C0 but LF and TAB, DEL and C1 as U+FFFD; bidi controls, zero width (but ZWJ
 * and ZWNJ) and tag characters as ⟨U+202E⟩; bytes that are no UTF-8 as U+FFFD.
 * For every write to a file descriptor that curses does not guard.
 */
void text_safe(struct span text, struct str *out);

/* The same for what stands inside a line: LF and TAB are marks, too. */
void text_safe_line(struct span text, struct str *out);

#endif
