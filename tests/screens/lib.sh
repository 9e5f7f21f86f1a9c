# shellcheck shell=sh
# lib - the words a `run` or `sh` line of a screen script may use. It runs in
# the script's folder, with SANSHEN the program and SANSHEN_HOME the newsroom.
set -u
: "${SANSHEN:?the program}" "${SANSHEN_HOME:?the newsroom}"

# The program stands by, loaded (tests/standby.c); STANDBY=no starts it.
sanshen() {
	if [ "${STANDBY:-yes}" = no ]; then
		"$SANSHEN" "$@"
		return
	fi
	printf '%s\0' $(($# + 10)) sanshen /dev/null "$PWD/.out" "$PWD/.err" \
		"SANSHEN_HOME=$SANSHEN_HOME" "SANSHEN_NOW=$SANSHEN_NOW" \
		"SANSHEN_AS=${SANSHEN_AS:-}" "LANGUAGE=$LANGUAGE" "PWD=$PWD" -- "$@" >&6
	read -r sanshen_status <&7 || sanshen_status=127
	said .out
	said .err >&2
	return "$sanshen_status"
}

said() { # FILE: as cat does, without a process
	while IFS= read -r said_line; do
		printf '%s\n' "$said_line"
	done <"$1"
}

archive() { # git command…
	git --git-dir="$SANSHEN_HOME/archive.git" "$@"
}

folder_of() { # POST
	folder_day=${1%%-*}
	folder_month=${folder_day#????}
	echo "posts/${folder_day%????}/${folder_month%??}/${folder_month#??}/${1#*-}"
}

content() { # POST: its content id
	archive rev-parse "main:$(folder_of "$1")/content"
}

draft() { # PERSON FILE [options…]
	draft_person=$1 draft_file=$2
	shift 2
	sanshen --as "$draft_person" new --from "$draft_file" "$@"
}

submitted() { # PERSON FILE [options…]
	submitted_post=$(draft "$@") &&
		sanshen --as "$1" submit "$submitted_post"
}

signs() { # PERSON POST [options…]
	signs_person=$1 signs_post=$2
	shift 2
	sanshen --as "$signs_person" sign "$signs_post" \
		--content "$(content "$signs_post")" "$@"
}

records() { # POST: its records, in order
	archive log --first-parent --reverse "--grep=^Post: $1\$" \
		--format='%an: %B' main | sed 's/^Op-Id: .*/Op-Id: …/'
}

# A policy that asks for more: ticks, an opinion, a joint review, fields.
strict_policy() { # [sed command…]
	cat <<-'END' | sed "$@"
		[policy]
		id = strict
		title = 从严审核
		utc_offset = +08:00
		[role collector]
		title = 信息员
		draft = yes
		[role manager]
		title = 信息管理员
		draft = yes
		[role unit-head]
		title = 单位负责人
		[role propaganda]
		title = 宣传部负责人
		[role leader]
		title = 分管领导
		[grade routine]
		title = 一般
		[grade major]
		title = 重大
		[flag minors]
		title = 涉及未成年人
		[flag urgent]
		title = 紧急
		[category news]
		title = 新闻
		[category recruitment]
		title = 招聘
		[field category]
		title = 信息类型
		required = no
		[field source]
		title = 信息来源
		required = no
		[field form]
		title = 体裁
		required = no
		options = 消息, 通知, 图片
		[column notice]
		title = 通知公告
		[channel site]
		title = 学院官网
		[step first]
		title = 一审（信息管理员）
		role = manager@owner
		fallback = manager@institution
		checklist = 内容真实, 不涉密
		ticks = yes
		attachments = tick
		proof = yes
		deadline = 7h
		[step head]
		title = 二审（单位负责人）
		role = unit-head@owner
		fallback = unit-head@institution
		opinion = required
		deadline = 7h
		joint = consult
		[step consult]
		title = 会审
		kind = joint
		role = propaganda@institution, unit-head@any
		mode = 1
		choose = yes
		deadline = 1d
		[step leader]
		title = 终审（分管领导）
		role = leader@institution
		deadline = 1d
		[route major]
		when = grade is major
		steps = first, head, leader
		[route standard]
		when = any
		steps = first, head
		[publish]
		role = manager@owner
		[after]
		freeze = unit-head@owner
		unfreeze = unit-head@owner
		takedown = unit-head@owner
	END
}

strict() { # [sed command…]: it is in force from here on
	strict_policy "${@:-p;d}" >strict.ini &&
		sanshen --as admin policy apply strict.ini
}
