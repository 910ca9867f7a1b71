using System.Net;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>
/// <c>pods/exec</c>, <c>pods/attach</c> and <c>pods/portforward</c>: the connection is upgraded on both sides and its bytes passed on
/// unread, so every streaming protocol that client and kubelet agree on works.
/// </summary>
internal sealed class PodStreamEndpoint(IKubeletConnector kubelets)
{
    // What the two sides say to each other about the protocol. Identity stays here.
    private static readonly string[] RequestHeaders =
        ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X-Stream-Protocol-Version"];

    private static readonly string[] ResponseHeaders =
        ["Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X-Stream-Protocol-Version"];

    public async Task HandleAsync(PodRequest request)
    {
        var path = PathOf(request);
        var upgrade = request.Http.Features.Get<IHttpUpgradeFeature>();
        var protocol = request.Http.Request.Headers.Upgrade.ToString();
        if (upgrade is not { IsUpgradableRequest: true } || protocol.Length == 0)
        {
            throw StatusErrors.BadRequest("Upgrade request required: connect by WebSocket over HTTP/1.1");
        }

        var kubelet = await kubelets.ConnectAsync(request.NodeName, request.Cancellation);
        using var message = MessageFor(request, new Uri(kubelet.Origin, path), protocol);
        using var answer = await SendAsync(kubelet, message, request);
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            throw await KubeletAnswer.RefusalAsync(answer, request.Cancellation);
        }

        foreach (var name in ResponseHeaders)
        {
            if (answer.Headers.TryGetValues(name, out var values))
            {
                request.Http.Response.Headers[name] = values.ToArray();
            }
        }

        await using var far = await answer.Content.ReadAsStreamAsync(request.Cancellation);
        await using var near = await upgrade.UpgradeAsync();
        await StreamPair.RunAsync(near, far, request.Cancellation);
    }

    private static string PathOf(PodRequest request)
    {
        if (request.Info.Subresource == "portforward")
        {
            CheckBound(request);
            return $"/portForward/{request.Info.Namespace}/{request.Info.PathName}{StreamQuery.For(request)}";
        }

        var container = PodContainers.Choose(request.Pod, request.Value("container"));
        if (request.Phase is "Succeeded" or "Failed")
        {
            throw StatusErrors.BadRequest(
                $"cannot {request.Info.Subresource} into a container in a completed pod; current phase is {request.Phase}");
        }

        CheckBound(request);
        return $"/{request.Info.Subresource}/{request.Info.Namespace}/{request.Info.PathName}/{container}{StreamQuery.For(request)}";
    }

    private static void CheckBound(PodRequest request)
    {
        if (request.NodeName.Length == 0)
        {
            throw StatusErrors.BadRequest($"pod {request.Info.PathName} does not have a host assigned");
        }
    }

    private static HttpRequestMessage MessageFor(PodRequest request, Uri address, string protocol)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Http.Request.Method), address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        message.Headers.TryAddWithoutValidation("Upgrade", protocol);
        foreach (var name in RequestHeaders)
        {
            if (request.Http.Request.Headers.TryGetValue(name, out var values))
            {
                message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return message;
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
}
