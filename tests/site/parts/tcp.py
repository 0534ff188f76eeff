# SPDX-License-Identifier: Apache-2.0
"""What asyncio's streams cannot say."""
import socket
import struct


def reset(writer):
    """Ends a connection with RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
