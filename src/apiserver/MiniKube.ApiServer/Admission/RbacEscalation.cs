using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Nobody gives more than they have: a role holds only rights that its writer holds, unless they may <c>escalate</c>; a binding is only to a
/// role whose rights its writer holds, unless they may <c>bind</c> it.
/// </summary>
internal sealed class RbacEscalation(IAuthorizer authorizer, RbacAuthorizer roles) : IValidatingAdmission
{
    private static readonly ImmutableArray<PolicyRule> FullAuthority = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];

    public ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Request.GroupResource.Group != DefaultPolicy.Group
            || admission.Object is not { } desired
            || admission.Request.Caller.IsMaster
            || (admission.Existing is { } existing && IsOnlyForCollection(desired, existing)))
        {
            return ValueTask.CompletedTask;
        }

        return admission.Request.GroupResource.Resource is "roles" or "clusterroles"
            ? CheckRoleAsync(admission, desired, cancellationToken)
            : CheckBindingAsync(admission, desired, cancellationToken);
    }

    private async ValueTask CheckRoleAsync(AdmissionRequest admission, JsonObject role, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        if (await IsAllowedAsync(request, "escalate", request.GroupResource.Resource, request.Name, cancellationToken))
        {
            return;
        }

        ConfirmNoEscalation(request, role.Name, role.Objects("rules").Select(PolicyRule.Read));
        var aggregates = HasAggregation(role) || HasAggregation(admission.Existing);
        if (aggregates && RuleCoverage.Missing(HeldBy(request), FullAuthority).Count > 0)
        {
            throw StatusErrors.Forbidden(request.GroupResource, role.Name, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private async ValueTask CheckBindingAsync(AdmissionRequest admission, JsonObject binding, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        var reference = binding.Child("roleRef");
        var name = reference.Text("name");
        var role = new RoleKey(reference.Text("kind") == "Role" ? request.Namespace : "", name);
        var resource = role.Namespace.Length > 0 ? "roles" : "clusterroles";
        if (await IsAllowedAsync(request, "bind", resource, name, cancellationToken))
        {
            return;
        }

        var rules = roles.Index.RulesOf(role) ?? throw StatusErrors.NotFound(new GroupResource(DefaultPolicy.Group, resource), name);
        ConfirmNoEscalation(request, binding.Name, rules);
    }

    private void ConfirmNoEscalation(RegistryRequest request, string name, IEnumerable<PolicyRule> wanted)
    {
        var missing = RuleCoverage.Missing(HeldBy(request), wanted);
        if (missing.Count > 0)
        {
            throw StatusErrors.Forbidden(
                request.GroupResource,
                name,
                $"user \"{request.Caller.Name}\" (groups={RuleCoverage.Quoted(request.Caller.Groups)}) is attempting to grant RBAC permissions not currently held:\n{RuleCoverage.Describe(missing)}");
        }
    }

    /// <summary>Roles only: what other authorizers allow cannot be given on, as upstream.</summary>
    private List<PolicyRule> HeldBy(RegistryRequest request) => [.. roles.Index.RulesOf(request.Caller, request.Namespace)];

    private async ValueTask<bool> IsAllowedAsync(
        RegistryRequest request, string verb, string resource, string name, CancellationToken cancellationToken)
    {
        var asked = new AttributesRecord
        {
            User = request.Caller,
            IsResourceRequest = true,
            Verb = verb,
            Group = DefaultPolicy.Group,
            Version = "*",
            Resource = resource,
            Namespace = request.Namespace,
            Name = name,
        };
        return (await authorizer.AuthorizeAsync(asked, cancellationToken)).IsAllowed;
    }

    private static bool HasAggregation(JsonObject? role) =>
        role.Child("aggregationRule").List("clusterRoleSelectors") is { Count: > 0 };

    /// <summary>The garbage collector changes only what binds an object to others; it need not hold the object's rights.</summary>
    private static bool IsOnlyForCollection(JsonObject desired, JsonObject existing) =>
        JsonNode.DeepEquals(WithoutLinks(desired), WithoutLinks(existing));

    private static JsonObject WithoutLinks(JsonObject tree)
    {
        var copy = tree.DeepClone().AsObject();
        foreach (var name in (ReadOnlySpan<string>)["ownerReferences", "finalizers", "resourceVersion", "managedFields"])
        {
            copy.Metadata.Remove(name);
        }

        return copy;
    }
}
