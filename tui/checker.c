#include "tui/checker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "store/check.h"

struct question {
	struct form form;
	struct str text;
	uint64_t stamp;
};

struct checker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int fd;
	char *share;
	bool stops;
	bool left; /* nobody waits for the thread: it clears up itself */
	bool asked, works, answered;
	struct question question;
	struct checker_answer answer;
};

static void question_clear(struct question *question)
{
	form_clear(&question->form);
	str_clear(&question->text);
}

/* What cannot be opened is tried again at the next question. */
static void answer(struct checker *checker, struct checks **checks,
                   const struct question *question, struct checker_answer *out)
{
	*out = (struct checker_answer){.stamp = question->stamp};
	out->characters = text_characters(str_span(&question->text));
	out->failed = !*checks && checks_open(checker->share, checks, NULL);
	if (!out->failed)
		checks_run(*checks, &question->form, str_span(&question->text),
		           &out->findings);
}

static void hand_over(struct checker *checker,
                      const struct checker_answer *found)
{
	if (checker->answered)
		findings_clear(&checker->answer.findings);
	else
		(void)!eventfd_write(checker->fd, 1);
	checker->answer = *found;
	checker->answered = true;
}

static void forget(struct checker *checker)
{
	pthread_mutex_destroy(&checker->lock);
	pthread_cond_destroy(&checker->moved);
	question_clear(&checker->question);
	findings_clear(&checker->answer.findings);
	close(checker->fd);
	free(checker->share);
	free(checker);
}

static void *work(void *payload)
{
	struct checker *checker = payload;
	struct checks *checks = NULL;
	bool left;

	pthread_mutex_lock(&checker->lock);
	while (!checker->stops) {
		struct question question;
		struct checker_answer found;

		if (!checker->asked) {
			pthread_cond_wait(&checker->moved, &checker->lock);
			continue;
		}
		question = checker->question;
		checker->question = (struct question){0};
		checker->asked = false;
		checker->works = true;
		pthread_mutex_unlock(&checker->lock);
		answer(checker, &checks, &question, &found);
		question_clear(&question);
		pthread_mutex_lock(&checker->lock);
		hand_over(checker, &found);
		checker->works = false;
		pthread_cond_broadcast(&checker->moved);
	}
	left = checker->left;
	pthread_mutex_unlock(&checker->lock);
	checks_close(checks);
	if (left)
		forget(checker);
	return NULL;
}

/* Signals are for the thread that holds the terminal. Those of a crash belong
 * to where it happens: blocked, they end the process and nobody puts the
 * terminal right. */
static void block_signals(sigset_t *before)
{
	static const int crashes[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
	                              SIGABRT, SIGTRAP, SIGSYS};
	sigset_t blocked;

	sigfillset(&blocked);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(*crashes); i++)
		sigdelset(&blocked, crashes[i]);
	pthread_sigmask(SIG_SETMASK, &blocked, before);
}

struct checker *checker_open(const char *share)
{
	struct checker *checker = mem_new(sizeof(*checker));
	sigset_t before;
	int failed;

	checker->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	checker->share = mem_copy(share);
	pthread_mutex_init(&checker->lock, NULL);
	pthread_cond_init(&checker->moved, NULL);
	block_signals(&before);
	failed = checker->fd < 0 ||
	         pthread_create(&checker->thread, NULL, work, checker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!failed)
		return checker;
	if (checker->fd >= 0)
		close(checker->fd);
	free(checker->share);
	free(checker);
	return NULL;
}

void checker_close(struct checker *checker)
{
	pthread_t thread;
	bool left;

	if (!checker)
		return;
	pthread_mutex_lock(&checker->lock);
	thread = checker->thread;
	checker->stops = true;
	left = checker->left = checker->works;
	pthread_cond_broadcast(&checker->moved);
	pthread_mutex_unlock(&checker->lock);
	if (left) {
		pthread_detach(thread);
		return;
	}
	pthread_join(thread, NULL);
	forget(checker);
}

int checker_fd(const struct checker *checker)
{
	return checker ? checker->fd : -1;
}

void checker_ask(struct checker *checker, const struct form *form,
                 struct span text, uint64_t stamp)
{
	struct question question = {.stamp = stamp}, before;

	if (!checker)
		return;
	form_copy(&question.form, form);
	str_add(&question.text, text);
	pthread_mutex_lock(&checker->lock);
	before = checker->question;
	checker->question = question;
	checker->asked = true;
	pthread_cond_broadcast(&checker->moved);
	pthread_mutex_unlock(&checker->lock);
	question_clear(&before);
}

bool checker_take(struct checker *checker, struct checker_answer *out)
{
	eventfd_t count;
	bool answered;

	if (!checker)
		return false;
	pthread_mutex_lock(&checker->lock);
	answered = checker->answered;
	if (answered) {
		*out = checker->answer;
		checker->answer = (struct checker_answer){0};
		checker->answered = false;
		(void)!eventfd_read(checker->fd, &count);
	}
	pthread_mutex_unlock(&checker->lock);
	return answered;
}

void checker_wait(struct checker *checker)
{
	if (!checker)
		return;
	pthread_mutex_lock(&checker->lock);
	while (checker->asked || checker->works)
		pthread_cond_wait(&checker->moved, &checker->lock);
	pthread_mutex_unlock(&checker->lock);
}
