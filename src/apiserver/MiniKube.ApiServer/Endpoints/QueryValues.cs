using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Reads query parameters.</summary>
internal static class QueryValues
{
    /// <summary>A revision; null when the text is empty.</summary>
    /// <exception cref="ApiException">400: it is not a number.</exception>
    public static Revision? Revision(string text) => text.Length == 0
        ? null
        : long.TryParse(text, out var number) && number >= 0
            ? new Revision(number)
            : throw StatusErrors.BadRequest($"Invalid value: \"{text}\": a resourceVersion is a number that a server gave out");

    public static long? Integer(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        return text.Length == 0
            ? null
            : long.TryParse(text, out var number)
                ? number
                : throw StatusErrors.BadRequest($"query parameter {name}: \"{text}\" is not a whole number");
    }

    /// <summary>Anything but <c>0</c> and <c>false</c> is true, as upstream reads it; null when it is not given.</summary>
    public static bool? Flag(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? values.ToString() is not ("0" or "false" or "False" or "FALSE" or "f" or "F") : null;

    /// <summary>The <c>dryRun</c> parameter.</summary>
    /// <param name="query">The query.</param>
    /// <param name="verb">Of the request; the refusal names its options.</param>
    /// <exception cref="ApiException">422: it is not <c>All</c>.</exception>
    public static bool IsDryRun(IQueryCollection query, string verb)
    {
        var values = query["dryRun"];
        CheckDryRun(values, verb);
        return values.Count > 0;
    }

    public static void CheckDryRun(IReadOnlyList<string?> values, string verb)
    {
        if (values.Any(value => value != "All"))
        {
            var sent = ObjectTree.ListOf(values.Select(value => value ?? "")).ToJsonString();
            throw StatusErrors.Invalid(
                FieldManagers.OptionsOf(verb),
                "",
                [new StatusCause("FieldValueNotSupported", $"Unsupported value: {sent}: supported values: \"All\"", "dryRun")]);
        }
    }
}
