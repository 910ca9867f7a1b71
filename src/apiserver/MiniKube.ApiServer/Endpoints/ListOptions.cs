using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The query of a list or watch.</summary>
internal sealed record ListOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Null: not given. Zero: any.</summary>
    public Revision? ResourceVersion { get; init; }

    /// <summary><c>Exact</c>, <c>NotOlderThan</c> or empty.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>0: no limit.</summary>
    public int Limit { get; init; }

    public string Continue { get; init; } = "";

    public bool AllowsBookmarks { get; init; }

    public bool? SendsInitialEvents { get; init; }

    /// <summary>A watch that begins as a list would and says where that ends.</summary>
    public bool IsStreamedList => SendsInitialEvents == true && AllowsBookmarks;

    public int? TimeoutSeconds { get; init; }

    public static ListOptions Parse(HttpRequest request)
    {
        var query = request.Query;
        return new ListOptions
        {
            LabelSelector = query["labelSelector"].ToString(),
            FieldSelector = query["fieldSelector"].ToString(),
            ResourceVersion = QueryValues.Revision(query["resourceVersion"].ToString()),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            Limit = (int)Math.Clamp(QueryValues.Integer(query, "limit") ?? 0, 0, int.MaxValue),
            Continue = query["continue"].ToString(),
            AllowsBookmarks = QueryValues.Flag(query, "allowWatchBookmarks") ?? false,
            SendsInitialEvents = QueryValues.Flag(query, "sendInitialEvents"),
            TimeoutSeconds = (int?)QueryValues.Integer(query, "timeoutSeconds"),
        };
    }

    /// <exception cref="ApiException">422: the parameters do not go together.</exception>
    public void Check(bool isWatch)
    {
        var causes = new List<StatusCause>();
        if (isWatch)
        {
            CheckWatch(causes);
        }
        else
        {
            CheckList(causes);
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(new GroupVersionKind("meta.k8s.io", "v1", "ListOptions"), "", [.. causes]);
        }
    }

    private void CheckList(List<StatusCause> causes)
    {
        if (ResourceVersionMatch.Length > 0)
        {
            CheckMatch(causes);
        }

        if (SendsInitialEvents is not null)
        {
            causes.Add(FieldErrors.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
    }

    private void CheckMatch(List<StatusCause> causes)
    {
        if (ResourceVersion is null)
        {
            causes.Add(FieldErrors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }

        if (Continue.Length > 0)
        {
            causes.Add(FieldErrors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }

        if (ResourceVersionMatch is not ("Exact" or "NotOlderThan"))
        {
            causes.Add(FieldErrors.NotSupported("resourceVersionMatch", ResourceVersionMatch, "Exact", "NotOlderThan", ""));
        }
        else if (ResourceVersionMatch == "Exact" && ResourceVersion == Revision.Zero)
        {
            causes.Add(FieldErrors.Forbidden(
                "resourceVersionMatch",
                "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    private void CheckWatch(List<StatusCause> causes)
    {
        if (SendsInitialEvents is not null && ResourceVersionMatch != "NotOlderThan")
        {
            causes.Add(FieldErrors.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (ResourceVersionMatch.Length == 0)
        {
            return;
        }

        if (SendsInitialEvents is null)
        {
            causes.Add(FieldErrors.Forbidden(
                "resourceVersionMatch",
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (ResourceVersionMatch != "NotOlderThan")
        {
            causes.Add(FieldErrors.NotSupported("resourceVersionMatch", ResourceVersionMatch, "NotOlderThan"));
        }

        if (Continue.Length > 0)
        {
            causes.Add(FieldErrors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }
    }
}
