using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>A request that a pod's kubelet is to answer.</summary>
internal sealed record PodRequest(HttpContext Http, RequestInfo Info, JsonObject Pod)
{
    /// <summary>Empty while the pod is not bound.</summary>
    public string NodeName => Pod.Object("spec").Text("nodeName") ?? "";

    public string Phase => Pod.Object("status").Text("phase") ?? "";

    public IQueryCollection Query => Http.Request.Query;

    public CancellationToken Cancellation => Http.RequestAborted;

    public string Value(string name) => Query[name].ToString();

    /// <summary>A flag that is there with anything but <c>0</c> and <c>false</c> is set, as upstream reads it.</summary>
    public bool IsSet(string name) =>
        Query.TryGetValue(name, out var values) && values[0] is not (null or "0") && !values[0]!.Equals("false", StringComparison.OrdinalIgnoreCase);
}
