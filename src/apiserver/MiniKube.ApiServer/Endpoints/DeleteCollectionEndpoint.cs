using System.Buffers;
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
        var selector = ObjectSelector.Parse(query.LabelSelector, query.FieldSelector, request.Resource.Fields);
        var (options, isDryRun) = await DeleteOptionsReader.ReadAsync(request.Http, request.Cancellation);
        var write = request.ToRegistry(isDryRun);

        var keys = request.Resource.Keys;
        var range = ObjectPages.RangeFor(keys, request.Resource.Definition.IsNamespaced, request.Namespace, selector);
        var at = await services.Storage.CurrentRevisionAsync(range, request.Cancellation);
        var deleted = new List<StoredObject>();
        await foreach (var page in ObjectPages.ReadAsync(services.Storage, range, at, request.Cancellation))
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (!selector.Matches(stored, request.Resource.Fields))
                {
                    continue;
                }

                try
                {
                    var name = keys.NameOf(item.Key);
                    var each = write with { Namespace = name.Namespace, Name = name.Name };
                    await services.Deleter.DeleteAsync(each, options, request.Cancellation);
                    deleted.Add(stored);
                }
                catch (ApiException error) when (error.IsNotFound)
                {
                    // Somebody else was faster, which is what was asked for.
                }
            }
        }

        await AnswerAsync(request, format, at, deleted);
    }

    private static async Task AnswerAsync(EndpointRequest request, ObjectFormat format, Revision at, List<StoredObject> deleted)
    {
        var body = ResponseBody.Begin(request.Http, 200, deleted.Sum(stored => (long)stored.Value.Length));
        format.BeginList(new ListMetadata(at), body.Writer);
        for (var i = 0; i < deleted.Count; i++)
        {
            body.Writer.Write(i == 0 ? ""u8 : ","u8);
            format.WriteItem(deleted[i], body.Writer);
            await body.FlushIfLargeAsync(request.Cancellation);
        }

        format.EndList(body.Writer);
        await body.CompleteAsync(request.Cancellation);
    }
}
