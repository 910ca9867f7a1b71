using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Asks admission about a connection, such as an exec, before it is made. What a webhook changes of its options is asked for instead.</summary>
internal sealed class ConnectAdmission(EndpointServices services)
{
    /// <exception cref="ApiException">The connection is refused.</exception>
    public async ValueTask AdmitAsync(HttpContext context, RequestInfo info)
    {
        var resource = services.Resources.Find(info.GroupVersionResource) ?? throw StatusErrors.UnknownResource();
        if (resource.KindOf(info.Subresource) is not { } kind)
        {
            return;
        }

        var request = new EndpointRequest(context, info, resource, services.Surroundings.Time);
        var options = ConnectOptions.Read(info, context.Request.Query, kind);
        var before = options.DeepClone();
        var write = new RegistryRequest
        {
            Resource = resource,
            Namespace = request.Namespace,
            Name = request.Name,
            Subresource = info.Subresource,
            Caller = context.Caller,
            Now = request.Now,
            Annotations = context.Scope.Annotations,
        };
        await services.Admission.AdmitAsync(new AdmissionRequest(AdmissionOperation.Connect, write, options, Existing: null), request.Cancellation);
        foreach (var warning in write.Warnings)
        {
            WarningHeader.Add(context, warning);
        }

        if (info.Subresource != "proxy" && !JsonNode.DeepEquals(before, options))
        {
            context.Request.QueryString = ConnectOptions.Write(info, context.Request.Query, options);
        }
    }
}
