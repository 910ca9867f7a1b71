using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>GET of <c>componentstatuses</c>: looked at when asked, stored nowhere.</summary>
internal sealed class ComponentStatusEndpoint(ComponentStatuses components)
{
    private const string Deprecation = "v1 ComponentStatus is deprecated in v1.19+";

    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        WarningHeader.Add(request.Http, Deprecation);
        if (request.Info.Verb == "get")
        {
            var found = await components.FindAsync(request.Name, request.Cancellation) ?? throw StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
            await ObjectResponse.WriteAsync(request, format, 200, Shown(request, found));
            return;
        }

        var options = ListOptions.Parse(request.Http.Request);
        var selector = ObjectSelector.Parse(options.LabelSelector, options.FieldSelector, request.Resource.Fields);
        var items = ImmutableArray.CreateBuilder<KeyValue>();
        foreach (var name in ComponentStatuses.Names)
        {
            var shown = Shown(request, (await components.FindAsync(name, request.Cancellation))!);
            if (selector.Matches(shown))
            {
                items.Add(new KeyValue(shown.Key, shown.Value, Revision.Zero, Revision.Zero, 0));
            }
        }

        await format.WriteListAsync(request.Http, ListContent.Of(new ListMetadata(Revision.Zero), items.ToImmutable()), request.Cancellation);
    }

    private static StoredObject Shown(EndpointRequest request, JsonObject status)
    {
        var name = status["metadata"]!["name"]!.GetValue<string>();
        return new StoredObject(
            request.Resource.Keys.For(new("", name)), StoredObjectEncoder.EncodeShown(status, request.Resource.Definition.Schema), Revision.Zero);
    }
}
