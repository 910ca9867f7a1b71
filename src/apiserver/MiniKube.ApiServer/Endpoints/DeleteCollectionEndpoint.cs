using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>DELETE of a collection: everything that the selectors match, one by one. Answers the list of it.</summary>
internal sealed class DeleteCollectionEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var query = ListOptions.Parse(request.Http.Request);
        var selector = ObjectSelector.Parse(query.LabelSelector, query.FieldSelector, request.Resource.Fields, request.Resource.Definition.IsCustom);
        var (options, isDryRun) = await DeleteOptionsReader.ReadAsync(request.Http, request.Cancellation);
        var write = request.ToRegistry(isDryRun);

        var keys = request.Resource.Keys;
        var range = ObjectPages.RangeFor(keys, request.Resource.Definition.IsNamespaced, request.Namespace, selector);
        var at = await services.Storage.CurrentRevisionAsync(range, request.Cancellation);
        var deleted = ImmutableArray.CreateBuilder<KeyValue>();
        await foreach (var page in ObjectPages.ReadAsync(services.Storage, range, at, request.Cancellation))
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (!selector.Matches(stored))
                {
                    continue;
                }

                try
                {
                    var name = keys.NameOf(item.Key);
                    var each = write with { Namespace = name.Namespace, Name = name.Name };
                    await services.Deleter.DeleteAsync(each, options, request.Cancellation);
                    deleted.Add(item);
                }
                catch (ApiException error) when (error.IsNotFound)
                {
                    // Somebody else was faster, which is what was asked for.
                }
            }
        }

        var ready = await request.Resource.ReadyAsync(deleted.ToImmutable(), request.Cancellation);
        await format.WriteListAsync(request.Http, ListContent.Of(new ListMetadata(at), ready), request.Cancellation);
    }
}
