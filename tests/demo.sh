#!/bin/sh
# demo - what `make demo` runs: sh tests/demo.sh build/debug
#
# Makes build/demo, a newsroom with a past; walks one post from draft to verified
# archive with the commands a person would type; reads it back with stock git;
# alters copies of the archive and lets verify name what was altered. Needs no
# terminal. Stops, with its status, at the first step that is not as it should
# be; the narration is in the reader's language.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/debug}
sh tests/setup.sh git openssh-client
PATH=$PWD/$build:$PATH
export PATH SANSHEN_HOME=build/demo GIT_CONFIG_GLOBAL=/dev/null
unset SANSHEN_AS SANSHEN_NOW

chinese=
for value in "${LANGUAGE-}" "${LC_ALL-}" "${LC_MESSAGES-}" "${LANG-}"; do
	[ -n "$value" ] || continue
	case $value in zh*) chinese=yes ;; esac
	break
done

tell() { # ENGLISH CHINESE
	if [ "$chinese" ]; then printf '\n== %s\n' "$2"; else printf '\n== %s\n' "$1"; fi
}

# The command as a person would type it: words with blanks or marks in quotes.
show() {
	printf '$'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9@%+=:,./_-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	echo
}
run() {
	show "$@"
	"$@" 2>&1
}
# The same without the receipt that ends the answer.
run_briefly() {
	show "$@"
	"$@" 2>&1 | sed '/^post: /,/^signature: /d; /^event: /,/^signature: /d'
	if [ "$chinese" ]; then echo "（下略回执）"; else echo "(and a receipt)"; fi
}
# It must end with STATUS.
run_to() { # STATUS COMMAND …
	wanted=$1
	shift
	show "$@"
	status=0
	"$@" 2>&1 || status=$?
	echo "(status $status)"
	[ "$status" = "$wanted" ] || {
		echo "demo: expected status $wanted" >&2
		exit 1
	}
}

rm -rf build/demo build/demo-*
mkdir -p build
notice=build/demo-notice.txt receipt=build/demo-receipt.txt
commands="  export SANSHEN_HOME=build/demo PATH=\$PWD/$build:\$PATH"

tell "A newsroom with three units, thirteen people and a past" \
	"一个有三个单位、十三个人、一段历史的编辑部"
echo "$commands" | sed 's/^  /$ /'
# Ten days ago: what happened there is up to nine days old. A demo newsroom's
# clock may be set.
began=$(date -d '10 days ago' '+%Y-%m-%dT%H:%M:%S%:z')
run_briefly env "SANSHEN_NOW=$began" sanshen init --demo
run sanshen demo

tell "A collector has written a notice. The checks read it first" \
	"信息员写好一篇通知，先校对检查"
cat >$notice <<'END'
各班级：

学院定于12月10日（星期四）14:30举办网络安全知识竞赛,地点为实训楼报告厅。

比赛分笔试和实操两轮，实操使用CTF平台。报名请到学院办公室登记。

Registration closes on 8 Decembr.

信息工程学院
END
show cat $notice
cat $notice
run_to 1 sanshen check $notice

tell "She mends both and drafts the post. A draft has an id, and its first revision is in the archive" \
	"改好两处，起草。草稿有编号，第1稿已经存证"
run sed -i 's/竞赛,/竞赛，/; s/Decembr/December/' $notice
show sanshen --as collector new --title 关于举办网络安全知识竞赛的通知 --from $notice
post=$(sanshen --as collector new --title 关于举办网络安全知识竞赛的通知 --from $notice)
echo "$post"

tell "She hands it in. The policy says who must sign" "送审。审核制度决定谁来审"
run_briefly sanshen --as collector submit "$post"
content=$(sanshen --as collector show "$post" --json |
	grep -o '"content": *"[0-9a-f]\{40\}"' | head -n 1 | grep -o '[0-9a-f]\{40\}')
tell "The head cannot sign before the manager has. A refusal says who waits for what, and records nothing" \
	"一审没签，负责人签不了。拒绝时说明在等谁，什么也不记录"
run_to 3 sanshen --as head sign "$post" --content "$content"

tell "The manager's queue, oldest deadline first" "网络阵地管理员的待办，最早截止的在前"
run sanshen --as manager queue
tell "What she reads before she signs; the content id names exactly this" \
	"签之前看到的；稿件指纹就是这一份"
run sanshen --as manager show "$post"
tell "Three levels sign exactly this content" "三级审签，签的是同一份内容"
run_briefly sanshen --as manager sign "$post" --content "$content" --opinion 格式无误。
run_briefly sanshen --as head sign "$post" --content "$content" --opinion 同意。
run_briefly sanshen --as propaganda sign "$post" --content "$content" --opinion 同意发布。

tell "The manager puts it on the site and records where. The answer ends in a receipt: keep it elsewhere" \
	"网络阵地管理员发到网站，登记网址。最后是回执：请另外保存"
show sanshen --as manager publish "$post" --url https://www.demo.example/notice/contest.html
sanshen --as manager publish "$post" --url https://www.demo.example/notice/contest.html >$receipt
cat $receipt
tell "Everything that happened to it" "办理过程"
run sanshen --as manager log "$post"
tell "The archive is read again from its first record" "从第一条记录起，重新核验存证库"
run sanshen verify --receipt $receipt

tell "The same without sanshen: an auditor's clone, stock git and OpenSSH" \
	"不用 sanshen 也能核：核查员克隆一份，只用 git 和 OpenSSH"
run git clone -q build/demo/archive.git build/demo-clone
echo "\$ git -C build/demo-clone config gpg.ssh.allowedSignersFile \"\$PWD/build/demo-clone/allowed_signers\""
git -C build/demo-clone config gpg.ssh.allowedSignersFile "$PWD/build/demo-clone/allowed_signers"
run git -C build/demo-clone fsck --strict
run git --no-pager -C build/demo-clone log --first-parent --reverse --format='%h %ad %an %s' --date=iso "--grep=^Post: $post\$"
run git --no-pager -C build/demo-clone log -1 --show-signature
bad=$(git -C build/demo-clone log --format='%G?' main | grep -vc '^G$') || :
show git -C build/demo-clone log --format='%G?' main
echo "G × $(git -C build/demo-clone rev-list --count main)"
[ "$bad" = 0 ] || {
	echo "demo: $bad commits without a good signature" >&2
	exit 1
}

tell "What waits for anybody. One is overdue" "全部待办，其中一篇已超期"
run sanshen --as admin queue --all

# The folder of a post's content, and its text with one word changed.
path=posts/$(echo "$post" | sed 's|^\(....\)\(..\)\(..\)-|\1/\2/\3/|')/content/post.md
alter() { sed 's/实训楼报告厅/体育馆/'; }

tell "In a copy of the archive, somebody rewrites the published text by a commit of their own" \
	"在一份副本里，有人改写已发布的正文，自己提交一条"
cp -R build/demo build/demo-altered
(
	export GIT_DIR=build/demo-altered/archive.git GIT_INDEX_FILE=build/demo-altered/tmp-index
	git read-tree main
	blob=$(git cat-file blob "main:$path" | alter | git hash-object -w --stdin)
	git update-index --cacheinfo "100644,$blob,$path"
	export GIT_AUTHOR_NAME=周文博 GIT_AUTHOR_EMAIL=manager@demo.example
	export GIT_COMMITTER_NAME=sanshen GIT_COMMITTER_EMAIL=workstation@demo.example
	commit=$(git log -1 --format=%B main | git commit-tree -p main "$(git write-tree)")
	git update-ref refs/heads/main "$commit"
	rm -f "$GIT_INDEX_FILE"
)
run_to 1 sanshen --home build/demo-altered verify

tell "Or changes one byte of what lies on the disk" "或者只改硬盘上的一个字节"
cp -R build/demo build/demo-altered-2
blob=$(git -C build/demo/archive.git rev-parse "main:$path")
object=build/demo-altered-2/archive.git/objects/$(echo "$blob" | sed 's|^..|&/|')
chmod u+w "$object"
printf '\377' | dd of="$object" bs=1 seek=20 conv=notrunc 2>/dev/null
run_to 1 sanshen --home build/demo-altered-2 verify
rm -rf build/demo-altered build/demo-altered-2

tell "Now you" "请您试试"
cat <<END
$commands
  sanshen check $notice
  sanshen --as manager
  sanshen --as manager sign
  sanshen --as collector edit
  sanshen --as auditor log $post
  sanshen help keys
END
if [ -t 0 ] && [ -t 1 ]; then
	tell "The manager's desk: Enter reads, s signs, ? tells all keys, q leaves. Enter opens it" \
		"管理员的工作台：Enter 打开，s 审签，? 列出按键，q 退出。按 Enter 打开"
	read -r _ && sanshen --as manager
fi
