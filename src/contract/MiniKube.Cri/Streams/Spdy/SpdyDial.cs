using System.Net;
using Grpc.Core;

namespace MiniKube.Cri.Streams.Spdy;

/// <summary>Asks a runtime's streaming server for a SPDY/3.1 connection.</summary>
internal static class SpdyDial
{
    private const string Version = "SPDY/3.1";
    private const string StreamProtocol = "X-Stream-Protocol-Version";
    private const string Protocol = "v4.channel.k8s.io";

    /// <returns>The connection, the caller's to dispose of.</returns>
    /// <exception cref="RpcException">The server cannot be reached, refuses, or speaks another protocol.</exception>
    public static async Task<Stream> ConnectAsync(string url, CancellationToken cancellationToken)
    {
        // The handler may go before the connection: what was upgraded is no connection of its pool any more.
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", Version);
        request.Headers.TryAddWithoutValidation(StreamProtocol, Protocol);
        HttpResponseMessage response;
        try
        {
            response = await invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Refused(e.Message, e);
        }

        if (response.StatusCode == HttpStatusCode.SwitchingProtocols
            && response.Headers.TryGetValues(StreamProtocol, out var spoken) && spoken.Contains(Protocol, StringComparer.Ordinal))
        {
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }

        using (response)
        {
            throw Refused($"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", null);
        }
    }

    private static RpcException Refused(string why, Exception? inner) =>
        new(new Status(StatusCode.Unavailable, $"the runtime's streaming server refused: {why}", inner));
}
