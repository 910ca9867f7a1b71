using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.KubeletProxy;
using MiniKube.ApiServer.SubresourceProxy;

namespace MiniKube.ApiServer.Http;

/// <summary>What is answered by somebody else: kubelets, pods, services, aggregated servers.</summary>
internal sealed class ForwardingEndpoints(PodProxy pods, ProxyEndpoint proxy, ExtensionProxy extensions)
{
    public static bool Answer(RequestInfo request) => PodProxy.Answers(request) || ProxyEndpoint.Answers(request);

    public Task HandleAsync(HttpContext context, RequestInfo request) =>
        PodProxy.Answers(request) ? pods.HandleAsync(context, request) : proxy.HandleAsync(context, request);

    public Task HandleAsync(HttpContext context, ExtensionServer server) => extensions.HandleAsync(context, server);
}
