using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Checks what is asked of a log and puts it in the kubelet's words.</summary>
internal static class LogQuery
{
    private static readonly GroupVersionKind Kind = new("", "v1", "PodLogOptions");

    /// <exception cref="ApiException">400: a value cannot be read; 422: it makes no sense.</exception>
    public static QueryString For(PodRequest request)
    {
        var sinceSeconds = Number(request, "sinceSeconds");
        var tailLines = Number(request, "tailLines");
        var limitBytes = Number(request, "limitBytes");
        var sinceTime = request.Value("sinceTime");
        Check(request.Info.PathName, sinceSeconds, sinceTime, tailLines, limitBytes);

        var query = new QueryBuilder();
        AddFlag(query, request, "follow");
        AddFlag(query, request, "previous");
        AddFlag(query, request, "timestamps");
        AddNumber(query, "sinceSeconds", sinceSeconds);
        AddNumber(query, "tailLines", tailLines);
        AddNumber(query, "limitBytes", limitBytes);
        if (sinceTime.Length > 0)
        {
            query.Add("sinceTime", sinceTime);
        }

        return query.ToQueryString();
    }

    private static void Check(string pod, long? sinceSeconds, string sinceTime, long? tailLines, long? limitBytes)
    {
        if (sinceTime.Length > 0 && !DateTimeOffset.TryParse(sinceTime, CultureInfo.InvariantCulture, out _))
        {
            throw StatusErrors.BadRequest($"sinceTime \"{sinceTime}\" is not a time such as 2026-11-24T12:00:00Z");
        }

        var causes = ImmutableArray.CreateBuilder<StatusCause>();
        if (tailLines < 0)
        {
            causes.Add(Invalid("tailLines", tailLines, "must be greater than or equal to 0"));
        }

        if (limitBytes < 1)
        {
            causes.Add(Invalid("limitBytes", limitBytes, "must be greater than 0"));
        }

        if (sinceSeconds is not null && sinceTime.Length > 0)
        {
            causes.Add(new StatusCause("FieldValueForbidden", "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified", ""));
        }
        else if (sinceSeconds < 1)
        {
            causes.Add(Invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(Kind, pod, causes.ToImmutable());
        }
    }

    private static StatusCause Invalid(string field, long? value, string why) => new("FieldValueInvalid", $"Invalid value: {value}: {why}", field);

    private static long? Number(PodRequest request, string name)
    {
        var text = request.Value(name);
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw StatusErrors.BadRequest($"{name} \"{text}\" is not a whole number");
    }

    private static void AddFlag(QueryBuilder query, PodRequest request, string name)
    {
        if (request.IsSet(name))
        {
            query.Add(name, "true");
        }
    }

    private static void AddNumber(QueryBuilder query, string name, long? number)
    {
        if (number is { } value)
        {
            query.Add(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
