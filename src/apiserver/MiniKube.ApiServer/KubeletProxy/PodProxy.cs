using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Forwarding;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>The subresources of pods that their kubelet answers.</summary>
internal sealed class PodProxy(IObjectReader objects, IKubeletConnector kubelets, Forwarder forwarder, TimeProvider time)
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    private readonly PodLogEndpoint _log = new(kubelets, time);
    private readonly PodStreamEndpoint _stream = new(kubelets, forwarder);

    public static bool Answers(RequestInfo request) =>
        request is { Group: "", Resource: "pods", Subresource: "log" or "exec" or "attach" or "portforward" };

    public async Task HandleAsync(HttpContext context, RequestInfo info)
    {
        var pod = await objects.FindAsync(Pods, new NamespacedName(info.Namespace, info.PathName), context.RequestAborted)
            ?? throw StatusErrors.NotFound(Pods.GroupResource, info.PathName);
        var request = new PodRequest(context, info, pod);
        await (info.Subresource == "log" ? _log.HandleAsync(request) : _stream.HandleAsync(request));
    }
}
