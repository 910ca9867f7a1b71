using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.Cel.Functions.Kubernetes;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>
/// Answers the questions of one write's programs. Programs do not wait: what is not known yet ends a run, is asked, and the run begins again.
/// </summary>
internal sealed class AccessAnswers(IAuthorizer authorizer, UserInfo caller) : CelAuthorizer
{
    private static readonly AccessDecision NotYet = new(IsAllowed: false, "", "not yet known");

    private readonly Dictionary<AccessQuestion, AccessDecision> _known = [];
    private AccessQuestion? _open;

    /// <summary>The last run did not know everything.</summary>
    public bool IsOpen => _open is not null;

    public override AccessDecision Check(AccessQuestion question)
    {
        if (_known.TryGetValue(question, out var answer))
        {
            return answer;
        }

        _open ??= question;
        return NotYet;
    }

    /// <summary>Asks what the last run did not know.</summary>
    /// <returns>False when the last run knew everything.</returns>
    public async ValueTask<bool> AskAsync(CancellationToken cancellationToken)
    {
        if (_open is not { } question)
        {
            return false;
        }

        var decision = await authorizer.AuthorizeAsync(AttributesOf(question), cancellationToken);
        _known[question] = new AccessDecision(decision.IsAllowed, decision.Reason, "");
        _open = null;
        return true;
    }

    private AttributesRecord AttributesOf(AccessQuestion question)
    {
        var user = question.ServiceAccount is var (ns, name)
            ? UserInfo.Authenticated($"system:serviceaccount:{ns}:{name}", "system:serviceaccounts", $"system:serviceaccounts:{ns}")
            : caller;
        return question.Path is { } path
            ? new AttributesRecord { User = user, Verb = question.Verb, Path = path }
            : new AttributesRecord
            {
                User = user,
                Verb = question.Verb,
                IsResourceRequest = true,
                Group = question.Group,
                Version = "*",
                Resource = question.Resource,
                Subresource = question.Subresource,
                Namespace = question.Namespace,
                Name = question.Name,
                FieldSelector = question.FieldSelector,
                LabelSelector = question.LabelSelector,
            };
    }
}
