using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Puts the questions of review objects to the authorizer and the authenticator.</summary>
internal sealed class Reviews(IAuthorizer authorizer, Authenticator authenticator, ImmutableArray<string> serverAudiences) : IReviews
{
    public async ValueTask<JsonObject> AnswerAsync(
        GroupResource resource, string pathNamespace, JsonObject review, UserInfo caller, CancellationToken cancellationToken)
    {
        var spec = review["spec"] as JsonObject ?? [];
        review["status"] = resource.Resource switch
        {
            "selfsubjectaccessreviews" => await DecideAsync("SelfSubjectAccessReview", review, pathNamespace, caller, cancellationToken),
            "subjectaccessreviews" => await DecideAsync("SubjectAccessReview", review, pathNamespace, caller, cancellationToken),
            "localsubjectaccessreviews" => await DecideAsync("LocalSubjectAccessReview", review, pathNamespace, caller, cancellationToken),
            "selfsubjectrulesreviews" => await ListRulesAsync(spec, caller, cancellationToken),
            "selfsubjectreviews" => new JsonObject { ["userInfo"] = UserJson.Write(caller) },
            "tokenreviews" => await CheckTokenAsync(spec, cancellationToken),
            _ => throw new ArgumentException($"{resource} is not a review", nameof(resource)),
        };
        return review;
    }

    private async ValueTask<JsonObject> DecideAsync(
        string kind, JsonObject review, string pathNamespace, UserInfo caller, CancellationToken cancellationToken)
    {
        ReviewRules.Check(kind, review, pathNamespace);
        var spec = review.Ensure("spec");
        var user = kind == "SelfSubjectAccessReview" ? caller : SubjectOf(spec);
        var (fields, labels) = ReviewedSelectors.Read(kind, spec.Child("resourceAttributes"));
        var asked = (spec["resourceAttributes"], spec["nonResourceAttributes"]) switch
        {
            (JsonObject resource, null) => new AttributesRecord
            {
                User = user,
                IsResourceRequest = true,
                Verb = Text(resource, "verb"),
                Group = Text(resource, "group"),
                Version = Text(resource, "version"),
                Resource = Text(resource, "resource"),
                Subresource = Text(resource, "subresource"),
                Namespace = Text(resource, "namespace"),
                Name = Text(resource, "name"),
                FieldSelector = fields.Selector,
                LabelSelector = labels.Selector,
            },
            (_, var path) => new AttributesRecord { User = user, Verb = Text(path!.AsObject(), "verb"), Path = Text(path.AsObject(), "path") },
        };
        var decision = await authorizer.AuthorizeAsync(asked, cancellationToken);
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Verdict == Verdict.Deny)
        {
            status["denied"] = true;
        }

        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        if ((fields.Fault.Length > 0 ? fields.Fault : labels.Fault) is { Length: > 0 } fault)
        {
            status["evaluationError"] = fault;
        }

        return status;
    }

    private async ValueTask<JsonObject> ListRulesAsync(JsonObject spec, UserInfo caller, CancellationToken cancellationToken)
    {
        var ns = Text(spec, "namespace");
        if (ns.Length == 0)
        {
            throw StatusErrors.BadRequest("no namespace on request: set spec.namespace");
        }

        var rules = await authorizer.RulesForAsync(caller, ns, cancellationToken);
        var status = new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Resources.Select(Write)]),
            ["nonResourceRules"] = new JsonArray([.. rules.Paths.Select(rule => new JsonObject
            {
                ["verbs"] = Array(rule.Verbs),
                ["nonResourceURLs"] = Array(rule.Paths),
            })]),
            ["incomplete"] = rules.Incomplete.Length > 0,
        };
        if (rules.Incomplete.Length > 0)
        {
            status["evaluationError"] = rules.Incomplete;
        }

        return status;
    }

    private static JsonObject Write(ResourceRule rule)
    {
        var written = new JsonObject
        {
            ["verbs"] = Array(rule.Verbs),
            ["apiGroups"] = Array(rule.Groups),
            ["resources"] = Array(rule.Resources),
        };
        if (!rule.Names.IsEmpty)
        {
            written["resourceNames"] = Array(rule.Names);
        }

        return written;
    }

    private async ValueTask<JsonObject> CheckTokenAsync(JsonObject spec, CancellationToken cancellationToken)
    {
        var token = Text(spec, "token");
        if (token.Length == 0)
        {
            throw StatusErrors.BadRequest("token is required for TokenReview in authentication");
        }

        ImmutableArray<string> wanted = spec["audiences"] is JsonArray { Count: > 0 } named ? Strings(named) : serverAudiences;
        if (await authenticator.FindAsync(token, wanted, cancellationToken) is not { } found)
        {
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = "the token is not valid, or not for these audiences" };
        }

        return new JsonObject
        {
            ["authenticated"] = true,
            ["user"] = UserJson.Write(found.User),
            ["audiences"] = Array(found.Audiences),
        };
    }

    private static UserInfo SubjectOf(JsonObject spec) =>
        new(Text(spec, "user"), Text(spec, "uid"), Strings(spec["groups"] as JsonArray)) { Extra = ExtraOf(spec) };

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ExtraOf(JsonObject spec) =>
        (spec["extra"] as JsonObject ?? []).Aggregate(
            UserInfo.Anonymous.Extra,
            (extra, entry) => extra.SetItem(entry.Key.ToLowerInvariant(), Strings(entry.Value as JsonArray)));

    private static JsonArray Array(ImmutableArray<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static ImmutableArray<string> Strings(JsonArray? values) =>
        values is null ? [] : [.. values.Select(value => value?.GetValue<string>() ?? "")];

    private static string Text(JsonObject from, string name) => from[name]?.GetValue<string>() ?? "";
}
