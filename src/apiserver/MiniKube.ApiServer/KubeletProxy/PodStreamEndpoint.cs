using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Forwarding;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>
/// <c>pods/exec</c>, <c>pods/attach</c> and <c>pods/portforward</c>: the connection is upgraded on both sides and its bytes passed on
/// unread, so every streaming protocol that client and kubelet agree on works.
/// </summary>
internal sealed class PodStreamEndpoint(IKubeletConnector kubelets, Forwarder forwarder)
{
    public async Task HandleAsync(PodRequest request)
    {
        var path = PathOf(request);
        if (request.Http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } || request.Http.Request.Headers.Upgrade.Count == 0)
        {
            throw StatusErrors.BadRequest("Upgrade request required: connect by WebSocket or SPDY/3.1 over HTTP/1.1");
        }

        var kubelet = await kubelets.ConnectAsync(request.NodeName, request.Cancellation);
        var message = new StreamMessage(ForwardedMessage.Address(kubelet.Origin, path));
        var fault = await forwarder.ForwardAsync(request.Http, kubelet.Client, message);
        if (fault is not null || message.Refusal is not null)
        {
            throw message.Refusal ?? KubeletAnswer.Unreachable(request.NodeName, fault!);
        }
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
}
