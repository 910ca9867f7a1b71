using System.Text;
using MiniKube.ApiServer.Aggregation;

namespace MiniKube.ApiServer.Tests.Aggregation;

public sealed class HeaderLineStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task A_mark_becomes_an_end_of_line_however_the_bytes_are_cut(int pieceBytes)
    {
        var written = new MemoryStream();
        await using var stream = new HeaderLineStream(written, "ABAC"u8.ToArray());
        var text = Encoding.ASCII.GetBytes("G: oneABACG: twoABABACG: three ABA\r\n\r\nbody");

        for (var at = 0; at < text.Length; at += pieceBytes)
        {
            await stream.WriteAsync(text.AsMemory(at, Math.Min(pieceBytes, text.Length - at)), TestContext.Current.CancellationToken);
        }

        await stream.FlushAsync(TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(written.ToArray()).Should().Be("G: one\r\nG: twoAB\r\nG: three ABA\r\n\r\nbody");
    }
}
