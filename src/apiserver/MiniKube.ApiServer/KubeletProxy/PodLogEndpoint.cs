using System.Buffers;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>GET of <c>pods/log</c>: what a container has written, passed on as it comes.</summary>
internal sealed class PodLogEndpoint(IKubeletConnector kubelets, TimeProvider time)
{
    private const int CopyBytes = 32 * 1024;

    public async Task HandleAsync(PodRequest request)
    {
        var query = LogQuery.For(request);
        var container = PodContainers.Choose(request.Pod, request.Value("container"));
        var response = request.Http.Response;
        if (request.NodeName.Length == 0)
        {
            // Nothing has run, so nothing was written: upstream answers with an empty log too.
            if (WebSocketHandshake.IsAskedBy(request.Http))
            {
                await WebSocketLog.SendAsync(request.Http, Stream.Null, time);
                return;
            }

            response.ContentType = "text/plain";
            return;
        }

        var kubelet = await kubelets.ConnectAsync(request.NodeName, request.Cancellation);
        var path = $"/containerLogs/{request.Info.Namespace}/{request.Info.PathName}/{container}{query}";
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(kubelet.Origin, path));
        using var answer = await SendAsync(kubelet, message, request);
        if (!answer.IsSuccessStatusCode)
        {
            throw await KubeletAnswer.RefusalAsync(answer, request.Cancellation);
        }

        if (WebSocketHandshake.IsAskedBy(request.Http))
        {
            await using var pieces = await answer.Content.ReadAsStreamAsync(request.Cancellation);
            await WebSocketLog.SendAsync(request.Http, pieces, time);
            return;
        }

        response.ContentType = "text/plain";
        await using var log = await answer.Content.ReadAsStreamAsync(request.Cancellation);
        await CopyAsync(log, response, request.Cancellation);
    }

    private static async Task<HttpResponseMessage> SendAsync(KubeletConnection kubelet, HttpRequestMessage message, PodRequest request)
    {
        try
        {
            return await kubelet.Client.SendAsync(message, request.Cancellation);
        }
        catch (HttpRequestException fault)
        {
            throw KubeletAnswer.Unreachable(request.NodeName, fault);
        }
    }

    /// <summary>Each piece is flushed: who follows a log sees a line when it is written.</summary>
    private static async Task CopyAsync(Stream from, HttpResponse to, CancellationToken cancellationToken)
    {
        await to.StartAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
