using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Http;

/// <summary>The request's scope as properties of its context.</summary>
internal static class RequestScopeExtensions
{
    extension(HttpContext context)
    {
        public RequestScope Scope =>
            context.Features.Get<RequestScope>() ?? throw new InvalidOperationException("The request did not come through the pipeline.");

        /// <summary>Who asks, after authentication and impersonation.</summary>
        public UserInfo Caller => context.Scope.Caller;
    }
}
