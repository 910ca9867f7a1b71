using Microsoft.AspNetCore.Http;
using MiniKube.Api.Durations;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Http;

/// <summary>How long a request may take: the server's bound, or less where the client's <c>timeout</c> parameter says so.</summary>
internal static class RequestDeadline
{
    /// <exception cref="ApiException">400: the parameter is no duration.</exception>
    public static TimeSpan Of(HttpRequest request, TimeSpan max)
    {
        if (!request.Query.TryGetValue("timeout", out var values) || values[0] is not { Length: > 0 } asked)
        {
            return max;
        }

        if (!GoDuration.TryParse(asked, out TimeSpan duration) || duration < TimeSpan.Zero)
        {
            throw StatusErrors.BadRequest($"invalid timeout specified in the request URL: \"{asked}\" is not a duration such as 30s");
        }

        return duration > TimeSpan.Zero && duration < max ? duration : max;
    }
}
