using System.Net.WebSockets;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class WebSocketWatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_is_a_text_message_and_the_end_of_the_time_closes_the_socket()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        using var socket = await OpenAsync(cluster, "application/json");

        var first = await ReadAsync(socket);
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        var second = await ReadAsync(socket);
        cluster.Time.Advance(TimeSpan.FromSeconds(30));
        var end = await ReadAsync(socket);

        first.Kind.Should().Be(WebSocketMessageType.Text);
        Name(JsonNode.Parse(first.Bytes.Span)!["object"]).Should().Be("a");
        Name(JsonNode.Parse(second.Bytes.Span)!["object"]).Should().Be("b");
        end.Kind.Should().Be(WebSocketMessageType.Close);
    }

    [Fact]
    public async Task In_protobuf_each_event_is_a_binary_message()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        using var socket = await OpenAsync(cluster, ProtobufReading.Accept);

        var message = await ReadAsync(socket);

        message.Kind.Should().Be(WebSocketMessageType.Binary);
        var (type, item) = ProtobufReading.ReadEvent(message.Bytes);
        (type, Name(item)).Should().Be(("ADDED", "a"));
    }

    [Fact]
    public async Task A_handshake_without_a_key_is_a_bad_request()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var request = Handshake("application/json");
        request.Headers.Remove("Sec-WebSocket-Key");

        using var response = await cluster.Http.SendAsync(request, Token);

        ((int)response.StatusCode).Should().Be(400);
    }

    private static string Name(JsonNode? item) => item!["metadata"]!["name"]!.GetValue<string>();

    private static HttpRequestMessage Handshake(string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?watch=true&timeoutSeconds=30");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return request;
    }

    [Fact]
    public async Task The_only_protocol_that_is_named_is_named_back()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var request = Handshake("application/json");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", "watch.example.test");

        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        response.Headers.GetValues("Sec-WebSocket-Protocol").Should().Equal("watch.example.test");
    }

    private static async Task<WebSocket> OpenAsync(ApiCluster cluster, string accept)
    {
        var response = await cluster.Http.SendAsync(Handshake(accept), HttpCompletionOption.ResponseHeadersRead, Token);
        ((int)response.StatusCode).Should().Be(101);
        response.Headers.GetValues("Sec-WebSocket-Accept").Should().Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(Token), new WebSocketCreationOptions());
    }

    private static async Task<(WebSocketMessageType Kind, ReadOnlyMemory<byte> Bytes)> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), Token);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return (part.MessageType, buffer.AsMemory(0, length));
            }
        }
    }
}
