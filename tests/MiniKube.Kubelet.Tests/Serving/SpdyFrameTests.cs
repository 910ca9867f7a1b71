using System.IO.Compression;
using System.IO.Pipelines;
using CsCheck;
using MiniKube.Cri.Streams.Spdy;
using MiniKube.Kubelet.Serving.Channels;
using MiniKube.Kubelet.Serving.Spdy;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Serving;

public sealed class SpdyFrameTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Headers_are_read_that_zlib_compressed_with_the_dictionary()
    {
        // Made by zlib itself, level 9, flushed after each block, as the clients do.
        using var inflater = new HeaderInflater();

        var first = inflater.Read(Convert.FromHexString("78F9E3C6A7C202A62346703A2B294A4DCC851625ACA9A08006000000FFFF"));
        var second = inflater.Read(Convert.FromHexString("C22E555C02CC2E00000000FFFF"));
        var third = inflater.Read(Convert.FromHexString("02650A48A95D04CE2016061606409AB30812CB99A0D4CF6880A119544425622FAF7990BD01000000FFFF"));

        first.Should().Equal(new Dictionary<string, string> { ["streamtype"] = "error" });
        second.Should().Equal(new Dictionary<string, string> { ["streamtype"] = "stdin" });
        third.Should().Equal(new Dictionary<string, string>
        {
            ["port"] = "8080",
            ["requestid"] = "0",
            ["streamtype"] = "data",
            ["accept-encoding"] = "gzip,deflate",
        });
    }

    [Fact]
    public void A_block_that_would_inflate_to_gigabytes_is_refused_before_it_does()
    {
        using var bomb = new MemoryStream();
        bomb.Write([0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2]);
        using (var deflate = new DeflateStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write([0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF]);
            deflate.Write(new byte[8_000_000]);
        }

        using var inflater = new HeaderInflater();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = () => inflater.Read(bomb.ToArray());

        read.Should().Throw<SpdyException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("80020001 00000000")] // another version
    [InlineData("80030001 00FFFFFF")] // headers of 16 MiB
    [InlineData("80030001 00000009")] // too short for a stream
    [InlineData("80030003 00000007")] // a reset of 7 bytes
    [InlineData("80030006 00000005")] // a ping of 5 bytes
    [InlineData("80030004 00FFFFFC")] // settings without end
    [InlineData("80030063 00FFFFFF")] // something unknown, and large
    [InlineData("00000001 00000004 61616161")] // data of no stream
    [InlineData("80030001 0000000E 00000002 00000000 0000 00000000")] // a stream of the server's number
    [InlineData("80030001 0000000E 00000001 00000000 0000 DEADBEEF")] // headers that are not compressed
    [InlineData("80030001 00000010 00000001 00000000 0000 78BB00000000")] // another dictionary
    public async Task A_breach_of_the_protocol_ends_the_connection_with_a_good_bye(string hex)
    {
        await using var pair = new Connection(streamsMax: 4);

        await pair.Client.SendRawAsync(Convert.FromHexString(hex.Replace(" ", "")), Token);
        await pair.Client.ReadUntilAsync(() => pair.Client.GoAway is not null, Token);
        await pair.Running;

        pair.Client.GoAway.Should().Be(1);
        pair.Session.Gone.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Streams_above_the_bound_are_refused_and_room_comes_back_when_one_ends()
    {
        await using var pair = new Connection(streamsMax: 2);
        var first = await pair.Client.OpenAsync(Token, ("streamtype", "a"));
        await pair.Client.OpenAsync(Token, ("streamtype", "b"));
        var refused = await pair.Client.OpenAsync(Token, ("streamtype", "c"));
        await pair.Client.ReadUntilAsync(() => pair.Client.Resets.Count > 0, Token);

        var stream = await pair.Session.Opened.ReadAsync(Token);
        await stream.FinishAsync(Token);
        await pair.Client.SendDataAsync(first, "", Token, isLast: true);
        var again = await pair.Client.OpenAsync(Token, ("streamtype", "d"));
        await pair.Client.ReadUntilAsync(() => pair.Client.Replies.Contains(again), Token);

        pair.Client.Resets.Should().Equal((refused, 3));
    }

    [Fact]
    public async Task A_sender_is_held_back_while_nobody_reads()
    {
        await using var pair = new Connection(streamsMax: 2);
        var id = await pair.Client.OpenAsync(Token, ("streamtype", "a"));
        var text = new string('x', 4 * 1024 * 1024);
        var sending = pair.Client.SendDataAsync(id, text, Token);
        var stream = await pair.Session.Opened.ReadAsync(Token);
        var answers = pair.Client.ReadUntilAsync(() => false, Token);

        var isHeld = !sending.IsCompleted;
        var read = 0;
        var buffer = new byte[64 * 1024];
        while (read < text.Length)
        {
            read += await stream.Input.ReadAsync(buffer, Token);
        }

        await sending;
        isHeld.Should().BeTrue("no more than the bounds of the pipes may be under way");
        read.Should().Be(text.Length);
        pair.Hang();
        await answers;
    }

    [Fact]
    public async Task Whatever_bytes_come_the_session_ends_or_waits_and_never_faults()
    {
        await Gen.OneOf(
                Gen.Byte.Array[0, 200],
                Gen.Select(Gen.Int[0, 10], Gen.Byte, Gen.Byte.Array[0, 60]).Select((type, flags, content) =>
                    (byte[])[0x80, 3, 0, (byte)type, flags, 0, 0, (byte)content.Length, .. content]),
                Gen.Select(Gen.Int[0, 6], Gen.Byte, Gen.Byte.Array[0, 60]).Select((id, flags, content) =>
                    (byte[])[0, 0, 0, (byte)id, flags, 0, 0, (byte)content.Length, .. content]))
            .Array[1, 6]
            .SampleAsync(
                async frames =>
                {
                    await using var pair = new Connection(streamsMax: 4);
                    await pair.Client.OpenAsync(Token, ("streamtype", "a"));
                    foreach (var frame in frames)
                    {
                        await pair.Client.SendRawAsync(frame, Token);
                    }

                    pair.Hang();
                    await pair.Running;
                },
                iter: 2000);
    }

    /// <summary>A session and a client on two pipes.</summary>
    private sealed class Connection : IAsyncDisposable
    {
        private readonly Pipe _toServer = new();
        private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0));

        public Connection(int streamsMax)
        {
            Session = new SpdySession(new DuplexChannel(_toServer.Reader.AsStream(), _toClient.Writer.AsStream()), streamsMax);
            Client = new SpdyClient(new DuplexChannel(_toClient.Reader.AsStream(), _toServer.Writer.AsStream()));
            Running = RunAsync();
        }

        public SpdySession Session { get; }

        public SpdyClient Client { get; }

        public Task Running { get; }

        /// <summary>The client goes.</summary>
        public void Hang() => _toServer.Writer.Complete();

        public async ValueTask DisposeAsync()
        {
            Hang();
            await Running;
            await Session.DisposeAsync();
            Client.Dispose();
        }

        private async Task RunAsync()
        {
            await Session.RunAsync(Token);
            await _toClient.Writer.CompleteAsync();
        }
    }
}
