using System.Buffers.Binary;
using System.Text.Json.Nodes;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Reads answers in protobuf.</summary>
internal static class ProtobufReading
{
    public const string Accept = "application/vnd.kubernetes.protobuf";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static JsonObject ToTree(ReadOnlySpan<byte> body) => JsonNode.Parse(ProtobufBody.ToJson(body, ApiCatalog.BuiltIn))!.AsObject();

    public static async Task<(int Code, string? ContentType, byte[] Body)> ReadAsync(
        this ApiCluster cluster, string path, string accept = Accept, string method = "GET", HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await cluster.Http.SendAsync(request, Token);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync(Token));
    }

    /// <summary>The next frame of a watch: the type, and the object.</summary>
    public static async Task<(string Type, JsonObject Object)> ReadEventAsync(this Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, Token);
        var frame = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
        await stream.ReadExactlyAsync(frame, Token);
        return ReadEvent(frame);
    }

    /// <summary>Reads an event without the length in front of it.</summary>
    public static (string Type, JsonObject Object) ReadEvent(ReadOnlyMemory<byte> frame)
    {
        var input = new Google.Protobuf.CodedInputStream(frame.ToArray());
        input.ReadTag().Should().Be(0x0A);
        var type = input.ReadString();
        input.ReadTag().Should().Be(0x12);
        var raw = input.ReadBytes().CreateCodedInput();
        raw.ReadTag().Should().Be(0x0A);
        return (type, ToTree(raw.ReadBytes().Span));
    }
}
