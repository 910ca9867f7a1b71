using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniKube.ApiServer.InProcess;

/// <summary>Turns an exchange into a two-way stream, as <c>101 Switching Protocols</c> does with a connection.</summary>
internal sealed class InProcessUpgrade(InProcessResponse response) : IHttpUpgradeFeature
{
    private const int AheadBytesMax = 256 * 1024;

    public bool IsUpgradableRequest => true;

    public static bool IsAskedBy(HttpRequestMessage request) =>
        request.Headers.Connection.Contains("Upgrade", StringComparer.OrdinalIgnoreCase) && request.Headers.Upgrade.Count > 0;

    public async Task<Stream> UpgradeAsync()
    {
        var toServer = new Pipe(new PipeOptions(
            pauseWriterThreshold: AheadBytesMax, resumeWriterThreshold: AheadBytesMax / 2, useSynchronizationContext: false));
        response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        response.Headers.Connection = "Upgrade";
        var toClient = response.ClientStream;
        response.ClientStream = new DuplexStream(toClient, toServer.Writer.AsStream());
        await response.StartAsync(default);
        return new DuplexStream(toServer.Reader.AsStream(), response.Stream);
    }
}
