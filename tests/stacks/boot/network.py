"""The network of an instance: the scripts that lay it out and the programs that talk over it."""

from __future__ import annotations

SETUP = """
set -e
read -r pid _ </proc/self/stat
mount -t proc none /proc
mount -t tmpfs none /run
cp -a /etc /run/etc 2>/dev/null || true
mount --bind /run/etc /etc
ip netns add link
ip netns add container

ip link set lo up
ip link add eth0 type veth peer name eth0 netns link
ip addr add 10.0.0.10/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.0.1
ip -n link link set lo up
ip -n link addr add 169.254.169.254/32 dev lo
ip -n link addr add 198.51.100.1/32 dev lo
ip -n link addr add 10.0.0.1/24 dev eth0
ip -n link link set eth0 up

ip link add docker0 type bridge
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add veth0 type veth peer name eth0 netns container
ip link set veth0 master docker0 up
ip -n container addr add 172.17.0.2/16 dev eth0
ip -n container link set eth0 up
ip -n container route add default via 172.17.0.1

echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
iptables -t nat -A PREROUTING -p tcp -d 169.254.170.2 --dport 80 -j DNAT \
  --to-destination 127.0.0.1:51679

python=$1 server=$2
nsenter --net=/run/netns/link "$python" -ISc "$server" metadata 169.254.169.254 80 &
nsenter --net=/run/netns/link "$python" -ISc "$server" elsewhere 198.51.100.1 80 &
"$python" -ISc "$server" agent 127.0.0.1 51679 &
until [ -e /run/metadata ] && [ -e /run/elsewhere ] && [ -e /run/agent ]; do sleep 0.02; done

echo "$pid"
exec cat
"""

# Answers with its name, to a PUT with a hop limit of 1, as the instance metadata service does.
SERVER = """
import socket, sys
name, address, port = sys.argv[1:]
with socket.create_server((address, int(port))) as server:
    open(f"/run/{name}", "x").close()
    while True:
        connection, _ = server.accept()
        with connection:
            if connection.recv(1000).startswith(b"PUT"):
                connection.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)
            connection.sendall(name.encode())
"""

CLIENT = """
import socket, sys
method, address = sys.argv[1:]
with socket.create_connection((address, 80), timeout=1) as connection:
    connection.sendall(f"{method} / HTTP/1.0\\r\\n\\r\\n".encode())
    print(connection.recv(1000).decode())
"""

# What dockerd does: it keeps a DOCKER-USER that is there, and puts its jump to it before all else.
DOCKER = """
iptables -N DOCKER-USER 2>/dev/null
iptables -C DOCKER-USER -j RETURN 2>/dev/null || iptables -A DOCKER-USER -j RETURN
iptables -P FORWARD DROP
iptables -C FORWARD -i docker0 -j ACCEPT 2>/dev/null || {
  iptables -I FORWARD -i docker0 -j ACCEPT
  iptables -I FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
}
iptables -D FORWARD -j DOCKER-USER 2>/dev/null
iptables -I FORWARD -j DOCKER-USER
"""
