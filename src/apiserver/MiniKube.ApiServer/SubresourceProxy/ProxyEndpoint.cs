using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Forwarding;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.KubeletProxy;
using MiniKube.ApiServer.Services;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary><c>proxy</c> of pods, services and nodes: the request goes on to them, by every method, and their answer comes back.</summary>
internal sealed class ProxyEndpoint : IDisposable
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    private readonly IObjectReader _objects;
    private readonly Forwarder _forwarder;
    private readonly ServiceTargets _services;
    private readonly NodeTargets _nodes;
    private readonly HttpMessageInvoker _connections;

    public ProxyEndpoint(IObjectReader objects, IObjectLists lists, IKubeletConnector kubelets, Forwarder forwarder, ApiServerServices outside)
    {
        _objects = objects;
        _forwarder = forwarder;
        _connections = TargetConnections.Open(outside.Dial);
        _services = new ServiceTargets(objects, new ServiceBackends(objects, lists), outside.Random);
        _nodes = new NodeTargets(objects, kubelets, _connections);
    }

    public static bool Answers(RequestInfo request) => request is { Group: "", Resource: "pods" or "services" or "nodes", Subresource: "proxy" };

    public async Task HandleAsync(HttpContext context, RequestInfo info)
    {
        var target = await FindAsync(info, context.RequestAborted);
        var path = ProxyPath.Of(context, info);
        if (path.Rest.Length == 0 && !IsUpgrade(context) && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            // Links of a page that are relative to it would otherwise lead beside it.
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.Location = context.Request.Path.ToUriComponent() + "/" + context.Request.QueryString.ToUriComponent();
            return;
        }

        var message = new ProxiedMessage(target.Origin, path, context.Request.QueryString.ToUriComponent());
        if (await _forwarder.ForwardAsync(context, target.Client, message) is { } error)
        {
            throw new ApiException(
                StatusErrors.ServiceUnavailable($"error trying to reach service: {(error.InnerException ?? error).Message}", retryAfterSeconds: 1).Status, error);
        }
    }

    public void Dispose() => _connections.Dispose();

    private static bool IsUpgrade(HttpContext context) => context.Request.Headers.Upgrade.Count > 0;

    private async ValueTask<ProxyTarget> FindAsync(RequestInfo info, CancellationToken cancellationToken)
    {
        switch (info.Resource)
        {
            case "nodes":
                return await _nodes.FindAsync(ProxyName.Parse("node", info.PathName), cancellationToken);
            case "services":
                var service = ProxyName.Parse("service", info.PathName);
                return new ProxyTarget(_connections, await _services.OriginAsync(service, info.Namespace, cancellationToken));
            default:
                var asked = ProxyName.Parse("pod", info.PathName);
                var pod = await _objects.FindAsync(Pods, new NamespacedName(info.Namespace, asked.Name), cancellationToken)
                    ?? throw StatusErrors.NotFound(Pods.GroupResource, asked.Name);
                return new ProxyTarget(_connections, PodTarget.Origin(asked, pod));
        }
    }
}
