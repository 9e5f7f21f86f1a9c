/*
 * archive-loose - reads a loose object: one zlib stream of `TYPE SIZE\0BYTES`.
 *
 * libgit2 1.5.1 must not read them: on a file that was cut short, and on some
 * with a changed byte, its inflate loop never ends. So it reads packs only, and
 * what it finds loose is read here first, where every step has a limit.
 */
#include <string.h>
#include <zlib.h>

#include "store/archive-parts.h"
#include "store/disk.h"

enum {
	STEP_BYTES = 16 * 1024,
	HEADER_LIMIT_BYTES = 32,
	OBJECT_LIMIT_BYTES = 256 * 1024 * 1024
};

/* Takes `TYPE SIZE\0` off the front; false when it is not that. */
static bool take_header(struct span *rest, enum archive_type *type, long *size)
{
	struct span header = *rest, name, number;

	if (header.bytes > HEADER_LIMIT_BYTES)
		header.bytes = HEADER_LIMIT_BYTES;
	header.bytes = strnlen(header.at, header.bytes);
	if (header.bytes == rest->bytes || rest->at[header.bytes] != '\0')
		return false;
	rest->at += header.bytes + 1;
	rest->bytes -= header.bytes + 1;
	if (!span_cut(&header, ' ', &name) || !header.at)
		return false;
	number = header;
	*type = archive_type_read(name);
	return *type != ARCHIVE_ANY &&
	       span_number(number, OBJECT_LIMIT_BYTES, size);
}

/* Inflates one step; false when nothing more can come. */
static bool step(z_stream *stream, struct str *out, int *status)
{
	unsigned char bytes[STEP_BYTES];

	stream->next_out = bytes;
	stream->avail_out = sizeof(bytes);
	*status = inflate(stream, Z_NO_FLUSH);
	str_add(out,
	        span_from((char *)bytes, sizeof(bytes) - stream->avail_out));
	return *status == Z_OK && out->bytes <= OBJECT_LIMIT_BYTES;
}

/* NULL, or why the bytes are no stream; *out is filled as far as it went. */
static const char *inflate_all(struct span packed, struct str *out)
{
	z_stream stream = {0};
	int status;

	if (inflateInit(&stream) != Z_OK)
		return "zlib";
	stream.next_in = (unsigned char *)packed.at;
	stream.avail_in = (unsigned)packed.bytes;
	while (step(&stream, out, &status))
		;
	inflateEnd(&stream);
	if (status == Z_STREAM_END)
		return stream.avail_in ? "bytes after its end" : NULL;
	if (status == Z_BUF_ERROR)
		return "cut short";
	return status == Z_OK ? "too large" : "not as it was compressed";
}

const char *archive_loose_unpack(struct span packed, struct str *out,
                                 enum archive_type *type, struct span *body)
{
	const char *why = inflate_all(packed, out);
	long size;

	*body = str_span(out);
	if (why)
		return why;
	if (!take_header(body, type, &size))
		return "no object's header";
	return (size_t)size == body->bytes ? NULL : "not as long as it says";
}

enum err_code archive_loose_read(const char *archive_path,
                                 const struct archive_id *id, struct str *out,
                                 struct err *err)
{
	struct str path = {0};
	char hex[HEX];
	enum err_code rc;

	archive_id_write(id, hex);
	str_putf(&path, "%s/objects/%.2s/%s", archive_path, hex, hex + 2);
	rc = disk_read(path.at, OBJECT_LIMIT_BYTES, out, err);
	str_clear(&path);
	return rc;
}
