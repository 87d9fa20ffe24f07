#!/usr/bin/env bash
# Redis, PostgreSQL 15 with pgvector and a store of S3's protocol for the suites that need them, on Debian 12.
#
#   .ci/services.sh start [FOLDER]   installs what is missing (root only), starts all on free
#                                    ports of 127.0.0.1, prints `export NAME=value` lines
#   .ci/services.sh stop  [FOLDER]   stops them and removes FOLDER
#
# FOLDER holds all state; the default is one folder per user. A second `start` on a running FOLDER
# prints the same lines again. Nothing is shared with a PostgreSQL or Redis that runs already.
set -euo pipefail
# runuser and the like are there, and not on every login's path.
export PATH="$PATH:/usr/sbin:/sbin"

readonly postgres_version=15
readonly postgres_bin=/usr/lib/postgresql/$postgres_version/bin
readonly vector_control=/usr/share/postgresql/$postgres_version/extension/vector.control
readonly folder=${2:-${TMPDIR:-/tmp}/devflow-services-$(id -u)}

say() { printf '%s\n' "$*" >&2; }

# apt waits for the lock of packages. For those of its lists and archives, which the machine's own updates
# take, too, it does not; and lists that could not be read are told as a success unless it is asked.
apt() {
  local pause
  for pause in 5 10 20 40 0; do
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o Acquire::Retries=3 \
      -o APT::Update::Error-Mode=any -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >&2 && return
    [ "$pause" = 0 ] || sleep "$pause"
  done
  return 1
}

# Packages are asked for in one call, so that the lists are read once.
install_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
  [ -x "$postgres_bin/initdb" ] || missing+=("postgresql-$postgres_version")
  [ -f "$vector_control" ] || missing+=(gcc make dpkg-dev "postgresql-server-dev-$postgres_version")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    say "missing: ${missing[*]}. Run this once as root, or install them."
    exit 1
  fi
  say "installing ${missing[*]}"
  # A list that is not needed may be out of reach: what counts is whether all packages can be installed.
  apt update || say "some package lists could not be read"
  apt install --no-install-recommends "${missing[@]}"
}

# Debian 12 has no pgvector package; trixie's source builds against PostgreSQL 15 in seconds.
# The source list lives in a folder of its own: the machine's package lists stay as they are.
install_pgvector() {
  [ ! -f "$vector_control" ] || return 0
  say "building pgvector from Debian's source package"
  local build
  build=$(mktemp -d)
  mkdir -p "$build/lists/partial"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
    "http://deb.debian.org/debian trixie main" >"$build/sources.list"
  (
    cd "$build"
    local source_only=(-o "Dir::Etc::SourceList=$build/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o "Dir::State::Lists=$build/lists" -o APT::Sandbox::User=root)
    apt "${source_only[@]}" update
    apt "${source_only[@]}" source pgvector
    # No -march=native and no LLVM bitcode: the result runs on any machine and needs no clang.
    make -s -C pgvector-*/ -j2 OPTFLAGS="" with_llvm=no PG_CONFIG="$postgres_bin/pg_config" >&2
    make -s -C pgvector-*/ install with_llvm=no PG_CONFIG="$postgres_bin/pg_config" >&2
  )
  rm -rf "$build"
}

# Below the ports that the system hands out by itself, of which tests that run meanwhile take hundreds a
# second: one of those may be gone before the server that it was chosen for listens.
free_port() {
  node -e '
    const take = () => {
      const port = 15_000 + Math.floor(Math.random() * 15_000);
      const server = require("node:net").createServer().on("error", take);
      server.listen(port, "127.0.0.1", () => server.close(() => console.log(port)));
    };
    take();'
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start_postgres() {
  local data=$folder/postgres
  mkdir -p "$data"
  [ "$(id -u)" != 0 ] || chown postgres "$data"
  as_postgres "$postgres_bin/initdb" -D "$data" -U devflow --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >/dev/null
  postgres_port=$(free_port)
  # Test data only: durability is off, which makes creating databases several times faster.
  as_postgres "$postgres_bin/pg_ctl" -D "$data" -l "$data/log" -w -t 60 -o "-p $postgres_port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null
  as_postgres "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U devflow devflow
}

start_redis() {
  local port=$1
  mkdir -p "$folder/redis"
  redis-server --bind 127.0.0.1 --port "$port" --save "" --appendonly no --daemonize yes \
    --dir "$folder/redis" --pidfile "$folder/redis/pid" --logfile "$folder/redis/log" >/dev/null
  local tries=0
  # What answers has to be the one that was started.
  until redis-cli -p "$port" info server 2>/dev/null | tr -d '\r' |
    grep -qx "process_id:$(cat "$folder/redis/pid" 2>/dev/null)"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { say "redis did not start"; cat "$folder/redis/log" >&2; exit 1; }
    sleep 0.1
  done
}

# A server of S3's protocol in Python; Debian has none that stands alone.
start_store() {
  python3 -m venv "$folder/store"
  # What pip unpacks goes with the folder, also when it is stopped in the middle. Its extra `server` brings what
  # other services of AWS need; with that, and all of it compiled, it took 30 s of computing instead of 10.
  TMPDIR=$folder/store "$folder/store/bin/pip" install --quiet --disable-pip-version-check --retries 10 \
    --no-compile "moto[s3]==5.2.5" flask==3.1.3 flask-cors==6.0.5 >&2
  # Installing takes longer than a port stays free.
  store_port=$(free_port)
  "$folder/store/bin/python" -m moto.server -H 127.0.0.1 -p "$store_port" >"$folder/store/log" 2>&1 &
  local pid=$! tries=0
  echo "$pid" >"$folder/store/pid"
  until (: <"/dev/tcp/127.0.0.1/$store_port") 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 1200 ] && kill -0 "$pid" 2>/dev/null ||
      { say "the store did not start"; cat "$folder/store/log" >&2; exit 1; }
    sleep 0.1
  done
}

is_running() {
  [ -f "$folder/env" ] || return 1
  "$postgres_bin/pg_isready" -q -d "$(sed -n 's/.*DATABASE_URL=//p' "$folder/env")" &&
    redis-cli -u "$(sed -n 's/.*REDIS_URL=//p' "$folder/env")" ping >/dev/null 2>&1
}

start() {
  if is_running; then
    cat "$folder/env"
    return
  fi
  stop
  # Two runs on one machine would install into the same folders. The servers do not inherit the lock.
  (
    flock 9
    install_packages
    install_pgvector
  ) 9>"${TMPDIR:-/tmp}/devflow-install-$(id -u).lock"
  mkdir -p "$folder"
  # The postgres user passes through it.
  chmod 755 "$folder"
  # Whatever fails from here on leaves nothing running.
  trap '[ -f "$folder/env" ] || stop' EXIT
  local postgres_port redis_port store_port
  start_postgres
  redis_port=$(free_port)
  start_redis "$redis_port"
  start_store
  {
    echo "export DEVFLOW_TEST_DATABASE_URL=postgres://devflow@127.0.0.1:$postgres_port/devflow"
    echo "export DEVFLOW_TEST_REDIS_URL=redis://127.0.0.1:$redis_port"
    echo "export DEVFLOW_TEST_S3_URL=http://127.0.0.1:$store_port"
    echo "export DEVFLOW_TEST_ENGINES=all"
  } >"$folder/env"
  cat "$folder/env"
}

# Returns when it is gone: a server that is still leaving writes into the folder that is to be removed.
# What nobody reaps keeps its number, but has no program behind it any more.
end_process() {
  [ -f "$1" ] || return 0
  local pid tries=0
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || return 0
  while [ -e "/proc/$pid/exe" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || kill -KILL "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
}

stop() {
  if [ -f "$folder/postgres/postmaster.pid" ]; then
    as_postgres "$postgres_bin/pg_ctl" -D "$folder/postgres" -m immediate -w stop >/dev/null || true
  fi
  end_process "$folder/store/pid"
  end_process "$folder/redis/pid"
  rm -rf "$folder"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  *)
    say "usage: .ci/services.sh start|stop [FOLDER]"
    exit 2
    ;;
esac
