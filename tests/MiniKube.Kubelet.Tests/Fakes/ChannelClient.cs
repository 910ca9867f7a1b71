using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>The other end of exec, attach and port-forward, as kubectl plays it.</summary>
internal sealed class ChannelClient(WebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<ChannelClient> ConnectAsync(HttpMessageHandler node, string path, string protocol, CancellationToken cancellationToken) =>
        new(await UpgradeAsync(node, path, protocol, cancellationToken));

    /// <summary>The socket itself.</summary>
    public static async Task<WebSocket> UpgradeAsync(HttpMessageHandler node, string path, string protocol, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(node, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://node{path}"));
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Add("Sec-WebSocket-Protocol", protocol);
        var response = await invoker.SendAsync(request, cancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.SwitchingProtocols, await Explain(response, cancellationToken));
        response.Headers.GetValues("Sec-WebSocket-Accept").Should().Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return WebSocket.CreateFromStream(
            await response.Content.ReadAsStreamAsync(cancellationToken), new WebSocketCreationOptions());
    }

    public Task SendAsync(byte channel, string text, CancellationToken cancellationToken) =>
        SendAsync([channel, .. Encoding.UTF8.GetBytes(text)], cancellationToken);

    public Task SendAsync(byte[] message, CancellationToken cancellationToken) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>All that comes on each channel until the node says good-bye.</summary>
    public async Task<Dictionary<int, string>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<int, string>();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return all;
            }

            all[_buffer[0]] = all.GetValueOrDefault(_buffer[0], "") + Encoding.Latin1.GetString(_buffer, 1, part.Count - 1);
        }
    }

    /// <summary>Says good-bye, waits for the answer, and tells what the socket has come to.</summary>
    public async Task<WebSocketState> CloseAsync(CancellationToken cancellationToken)
    {
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        return socket.State;
    }

    public void Dispose() => socket.Dispose();

    private static async Task<string> Explain(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols ? "" : (await response.Content.ReadAsStringAsync(cancellationToken)).Replace("{", "{{").Replace("}", "}}");
}
