using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>
/// GET of a collection. Without a limit the list streams from one revision, page by page, with memory that does not grow with it;
/// with one, a page is gathered first, since its head says whether there is more.
/// </summary>
internal sealed class ListEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var options = ListOptions.Parse(request.Http.Request);
        options.Check(isWatch: false);
        var selector = ObjectSelector.Parse(options.LabelSelector, options.FieldSelector, request.Resource.Fields, request.Resource.Definition.IsCustom);
        var range = ObjectPages.RangeFor(request.Resource.Keys, request.Resource.Definition.IsNamespaced, request.Namespace, selector);
        try
        {
            if (options.Limit == 0 && options.Continue.Length == 0)
            {
                await StreamAsync(request, format, range, await RevisionAsync(request, options), selector);
            }
            else
            {
                await PageAsync(request, format, range, options, selector);
            }
        }
        catch (CompactedException) when (!request.Http.Response.HasStarted)
        {
            throw options.Continue.Length > 0
                ? ExpiredToken(ContinueToken.Parse(options.Continue))
                : StatusErrors.Expired("The resourceVersion for the provided list is too old.");
        }
        catch (FutureRevisionException error)
        {
            throw Revisions.TooLarge(options.ResourceVersion ?? ContinueToken.Parse(options.Continue).At, error.Current);
        }
    }

    private Task StreamAsync(EndpointRequest request, ObjectFormat format, KeyRange range, Revision at, ObjectSelector selector)
    {
        var content = new ListContent(
            new ListMetadata(at),
            cancellation => ReadyPages.OfAsync(request, ObjectPages.ReadAsync(services.Storage, range, at, cancellation), cancellation),
            selector.IsEverything ? null : stored => selector.Matches(stored));
        return format.WriteListAsync(request.Http, content, request.Cancellation);
    }

    private async Task PageAsync(EndpointRequest request, ObjectFormat format, KeyRange range, ListOptions options, ObjectSelector selector)
    {
        var token = options.Continue.Length > 0 ? ContinueToken.Parse(options.Continue) : null;
        if (token is not null && options.ResourceVersion is { } given && given != Revision.Zero)
        {
            throw StatusErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        var at = token?.At ?? await RevisionAsync(request, options);
        range = token is null ? range : ObjectPages.After(range, request.Resource.Keys.FromRelative(token.After));
        var limit = options.Limit == 0 ? int.MaxValue : options.Limit;
        var gathered = await GatherAsync(request, range, at, limit, selector);

        var next = gathered.HasMore ? new ContinueToken(gathered.At, request.Resource.Keys.Relative(gathered.Items[^1].Key)) : null;
        var content = ListContent.Of(new ListMetadata(gathered.At, next, gathered.Remaining), await request.Resource.ReadyAsync(gathered.Items, request.Cancellation));
        await format.WriteListAsync(request.Http, content, request.Cancellation);
    }

    private async ValueTask<Gathered> GatherAsync(EndpointRequest request, KeyRange range, Revision at, int limit, ObjectSelector selector)
    {
        var found = ImmutableArray.CreateBuilder<KeyValue>();
        var count = 0L;
        while (true)
        {
            // One more than wanted tells whether the list goes on.
            var asked = (int)Math.Min((long)limit - found.Count + 1, 1000);
            var page = await services.Storage.RangeAsync(range, at, asked, request.Cancellation);
            at = page.At;
            count = count == 0 ? page.Count : count;
            foreach (var item in page.Items)
            {
                if (!selector.Matches(new StoredObject(item)))
                {
                    continue;
                }

                if (found.Count == limit)
                {
                    return new Gathered(at, found.ToImmutable(), HasMore: true, selector.IsEverything ? count - limit : null);
                }

                found.Add(item);
            }

            if (page.Items.Length < asked)
            {
                return new Gathered(at, found.ToImmutable(), HasMore: false, Remaining: null);
            }

            range = ObjectPages.After(range, page.Items[^1].Key);
        }
    }

    /// <summary>The revision to read at: exactly the one asked for, or the newest.</summary>
    private async ValueTask<Revision> RevisionAsync(EndpointRequest request, ListOptions options)
    {
        var asked = options.ResourceVersion ?? Revision.Zero;
        var isExact = options.ResourceVersionMatch == "Exact" || (options.ResourceVersionMatch.Length == 0 && options.Limit > 0);
        var current = await Revisions.WaitForAsync(services.Storage, request.Resource.Keys, asked, request.Cancellation);
        return isExact && asked != Revision.Zero ? asked : current;
    }

    private ApiException ExpiredToken(ContinueToken token) => new(new ApiStatus
    {
        Code = 410,
        Reason = StatusReason.Expired,
        Message = "The provided continue parameter is too old to display a consistent list result. You can start a new list without the "
            + "continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the "
            + "provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first "
            + "chunk was returned and now may show up in the list.",
        Continue = (token with { At = Revision.Zero }).ToString(),
    });

    private sealed record Gathered(Revision At, ImmutableArray<KeyValue> Items, bool HasMore, long? Remaining);
}
