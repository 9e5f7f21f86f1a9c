#!/bin/sh
# setup - installs the Debian packages named, if any is missing.
#
# Nothing is fetched when all are there, so that every target can ask each
# time. Installs as root or through sudo, without recommended packages, and
# never starts a daemon.
set -eu
missing=
for package in "$@"; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
	installed) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0
echo "sanshen: installing$missing" >&2
as_root=
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null; then
		as_root=sudo
	else
		echo "sanshen: not root and no sudo; as root, run: apt-get install$missing" >&2
		exit 1
	fi
fi
# openssh-server is wanted for its program alone; what the host says of its own
# daemons, if it says anything, stands.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	trap '$as_root rm -f "$policy"' EXIT
	trap 'exit 130' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
	$as_root chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
