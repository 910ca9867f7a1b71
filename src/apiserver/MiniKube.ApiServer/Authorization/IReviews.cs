using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>
/// Answers the create-only questions of the groups <c>authorization.k8s.io</c> and <c>authentication.k8s.io</c>: access, rules, self and
/// token reviews.
/// </summary>
internal interface IReviews
{
    /// <summary>The review with its <c>status</c> filled in.</summary>
    /// <param name="resource">Which review: <c>subjectaccessreviews.authorization.k8s.io</c>, …</param>
    /// <param name="pathNamespace">The namespace of the path, for local reviews; empty otherwise.</param>
    /// <param name="review">The decoded and defaulted object; it is changed and returned.</param>
    /// <param name="caller">Who asks, and whom the self reviews are about.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Api.Errors.ApiException">400 or 422: the question is incomplete.</exception>
    ValueTask<JsonObject> AnswerAsync(
        GroupResource resource, string pathNamespace, JsonObject review, UserInfo caller, CancellationToken cancellationToken);
}
