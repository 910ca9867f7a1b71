using System.Net;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Forwarding;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>A request to a kubelet for a stream. What the kubelet refuses is kept, to be refused in a Status.</summary>
internal sealed class StreamMessage(Uri target) : ForwardedMessage(target)
{
    public ApiException? Refusal { get; private set; }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null || proxyResponse.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        Refusal = await KubeletAnswer.RefusalAsync(proxyResponse, cancellationToken);
        return false;
    }
}
