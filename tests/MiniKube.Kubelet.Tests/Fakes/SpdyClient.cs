using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>The other end of a SPDY connection, as older kubectl plays it. Compresses headers without using the dictionary that it names.</summary>
internal sealed class SpdyClient(Stream connection) : IDisposable
{
    private readonly MemoryStream _compressed = new();
    private DeflateStream? _deflate;
    private int _nextStream = 1;

    /// <summary>Streams that the node has accepted, in order.</summary>
    public List<int> Replies { get; } = [];

    /// <summary>Streams that the node has reset, and why.</summary>
    public List<(int Stream, int Why)> Resets { get; } = [];

    public List<int> Pings { get; } = [];

    /// <summary>What has come on each stream.</summary>
    public Dictionary<int, string> Received { get; } = [];

    /// <summary>Streams that the node sends no more on.</summary>
    public HashSet<int> Ended { get; } = [];

    /// <summary>The status of the node's good-bye; null before it.</summary>
    public int? GoAway { get; private set; }

    public static async Task<SpdyClient> ConnectAsync(HttpMessageHandler node, string path, CancellationToken cancellationToken, params string[] protocols)
    {
        var response = await AskAsync(node, path, cancellationToken, protocols);
        response.StatusCode.Should().Be(HttpStatusCode.SwitchingProtocols);
        response.Headers.Upgrade.ToString().Should().Be("SPDY/3.1");
        response.Headers.GetValues("X-Stream-Protocol-Version").Should().Equal(protocols[0]);
        return new SpdyClient(await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    public static async Task<HttpResponseMessage> AskAsync(HttpMessageHandler node, string path, CancellationToken cancellationToken, params string[] protocols)
    {
        using var invoker = new HttpMessageInvoker(node, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://node{path}"));
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "SPDY/3.1");
        request.Headers.Add("X-Stream-Protocol-Version", protocols);
        return await invoker.SendAsync(request, cancellationToken);
    }

    public async Task<int> OpenAsync(CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        var id = _nextStream;
        _nextStream += 2;
        await SendAsync(1, [.. Number(id), .. Number(0), 0, 0, .. Compress(headers)], cancellationToken);
        return id;
    }

    public Task SendDataAsync(int stream, string text, CancellationToken cancellationToken, bool isLast = false) =>
        SendRawAsync([.. Number(stream), (byte)(isLast ? 1 : 0), .. Number(text.Length)[1..], .. Encoding.UTF8.GetBytes(text)], cancellationToken);

    /// <summary>A control frame.</summary>
    public Task SendAsync(int type, byte[] content, CancellationToken cancellationToken, byte flags = 0) =>
        SendRawAsync([0x80, 3, 0, (byte)type, flags, .. Number(content.Length)[1..], .. content], cancellationToken);

    public async Task SendRawAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(bytes, cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }

    /// <summary>Reads frames until the condition holds, or the node hangs up.</summary>
    public async Task ReadUntilAsync(Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var header = new byte[8];
        while (!isEnough())
        {
            if (await connection.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) < header.Length)
            {
                return;
            }

            var content = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) & 0xFFFFFF];
            await connection.ReadExactlyAsync(content, cancellationToken);
            Take(header, content);
        }
    }

    public void Dispose() => connection.Dispose();

    public static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>The next block of the one stream of headers.</summary>
    public byte[] Compress(params (string Name, string Value)[] headers)
    {
        byte[] begin = _deflate is null ? [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2] : [];
        _deflate ??= new DeflateStream(_compressed, CompressionLevel.SmallestSize);
        _compressed.SetLength(0);
        _deflate.Write(Number(headers.Length));
        foreach (var text in headers.SelectMany(header => (string[])[header.Name, header.Value]))
        {
            _deflate.Write(Number(text.Length));
            _deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        _deflate.Flush();
        return [.. begin, .. _compressed.ToArray()];
    }

    private void Take(byte[] header, byte[] content)
    {
        if ((header[0] & 0x80) == 0)
        {
            var id = BinaryPrimitives.ReadInt32BigEndian(header);
            Received[id] = Received.GetValueOrDefault(id, "") + Encoding.UTF8.GetString(content);
            _ = (header[4] & 1) == 0 || Ended.Add(id);
            return;
        }

        var first = BinaryPrimitives.ReadInt32BigEndian(content);
        switch (header[3])
        {
            case 2:
                Replies.Add(first);
                break;
            case 3:
                Resets.Add((first, BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4))));
                break;
            case 6:
                Pings.Add(first);
                break;
            case 7:
                GoAway = BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(4));
                break;
        }
    }
}
