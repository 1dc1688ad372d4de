"""The barest mail server: it says yes to everything and keeps nothing. python -m bench.sink PORT."""

from __future__ import annotations

import asyncio
import sys


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    in_data = False
    while line := await reader.readline():
        if in_data:
            if line == b".\r\n":
                in_data = False
                writer.write(b"250 taken\r\n")
            continue
        word = line[:4].upper()
        if word == b"DATA":
            in_data = True
            writer.write(b"354 go on\r\n")
        elif word == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        elif word == b"EHLO":
            writer.write(b"250-sink\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n")
        else:
            writer.write(b"250 ok\r\n")
    writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
