#include "tui/given.h"

#include "tui/input.h"
#include "tui/say.h"

enum err_code given_read(const struct args *args, struct given *out,
                         struct err *err)
{
	struct draft *draft = &out->draft;
	const char *from = args->value[OPTION_FROM];
	enum err_code rc;

	args_join(&args->flag, &out->flags);
	*draft = (struct draft){
	    .title = args->value[OPTION_TITLE],
	    .summary = args->value[OPTION_SUMMARY],
	    .column = args->value[OPTION_COLUMN],
	    .channels = args->value[OPTION_CHANNEL],
	    .audience = args->value[OPTION_AUDIENCE],
	    .at = args->value[OPTION_AT],
	    .grade = args->value[OPTION_GRADE],
	    .like = args->value[OPTION_LIKE],
	    .category = args->value[OPTION_CATEGORY],
	    .flags = args->flag.count ? str_text(&out->flags) : NULL,
	    .fields = args->field.at,
	    .field_count = args->field.count,
	};
	if (!from)
		return ERR_OK;
	draft->has_text = true;
	rc = input_text(from, args->value[OPTION_ENCODING], INPUT_POST,
	                &out->text, err);
	draft->text = str_span(&out->text);
	return rc;
}

void given_clear(struct given *given)
{
	str_clear(&given->text);
	str_clear(&given->flags);
}

void given_hint(const struct answer *answer)
{
	if (findings_worst(&answer->findings) == SEVERITY_INFO)
		return;
	say_number(stderr,
	           N_("The checks found {n}; read them with: sanshen check "
	              "{1}"),
	           answer->post, (long)answer->findings.count);
}
