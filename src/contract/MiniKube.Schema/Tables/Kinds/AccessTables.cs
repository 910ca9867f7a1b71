using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of who may do what, and of what is checked on the way in.</summary>
internal static class AccessTables
{
    public static TableDefinition RoleBinding { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Role", "The role that is given."),
            TableColumn.Age,
            TableColumn.Wide("Users", "Users who get the role."),
            TableColumn.Wide("Groups", "Groups whose members get the role."),
            TableColumn.Wide("ServiceAccounts", "Service accounts that get the role."),
        ],
        (binding, now) =>
        [
            binding.ObjectName,
            $"{binding.Text("roleRef", "kind")}/{binding.Text("roleRef", "name")}",
            binding.Age(now),
            Subjects(binding, "User"),
            Subjects(binding, "Group"),
            Subjects(binding, "ServiceAccount"),
        ]);

    public static TableDefinition CertificateSigningRequest { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Age,
            TableColumn.Text("SignerName", "Who is asked to sign."),
            TableColumn.Text("Requestor", "Who asks."),
            TableColumn.Text("RequestedDuration", "How long the certificate shall hold."),
            TableColumn.Text("Condition", "Whether the request is approved, and the certificate there."),
        ],
        (request, now) =>
        [
            request.ObjectName,
            request.Age(now),
            request.TextOr(CellFormat.None, "spec", "signerName"),
            request.Text("spec", "username"),
            request.At("spec", "expirationSeconds") is null
                ? CellFormat.None
                : HumanDuration.Format(TimeSpan.FromSeconds(request.Number("spec", "expirationSeconds"))),
            SigningStatus(request),
        ]);

    public static TableDefinition WebhookConfiguration { get; } = new(
        [TableColumn.ObjectName, TableColumn.Integer("Webhooks", "How many webhooks there are."), TableColumn.Age],
        (configuration, now) => [configuration.ObjectName, configuration.Size("webhooks"), configuration.Age(now)]);

    public static TableDefinition ValidatingAdmissionPolicy { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Validations", "How many rules there are."),
            TableColumn.Text("ParamKind", "The kind of the objects that the rules can refer to."),
            TableColumn.Age,
        ],
        (policy, now) =>
        [
            policy.ObjectName,
            policy.Size("spec", "validations"),
            ParamKind(policy),
            policy.Age(now),
        ]);

    public static TableDefinition MutatingAdmissionPolicy { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Integer("Mutations", "How many changes there are."),
            TableColumn.Text("ParamKind", "The kind of the objects that the programs can refer to."),
            TableColumn.Age,
        ],
        (policy, now) => [policy.ObjectName, policy.Size("spec", "mutations"), ParamKind(policy), policy.Age(now)]);

    public static TableDefinition PolicyBinding { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("PolicyName", "The policy that is put to use."),
            TableColumn.Text("ParamRef", "The objects that the rules refer to."),
            TableColumn.Age,
        ],
        (binding, now) =>
        [
            binding.ObjectName,
            binding.Text("spec", "policyName"),
            Parameters(binding.At("spec", "paramRef")),
            binding.Age(now),
        ]);

    private static string ParamKind(JsonObject policy) =>
        policy.At("spec", "paramKind") is { } kind ? $"{kind.Text("apiVersion")}/{kind.Text("kind")}" : CellFormat.Unset;

    private static string Subjects(JsonObject binding, string kind) => string.Join(
        ", ",
        binding.Items("subjects")
            .Where(subject => subject.Text("kind") == kind)
            .Select(subject => subject.Text("namespace") is { Length: > 0 } space ? $"{space}/{subject.Text("name")}" : subject.Text("name")));

    private static string SigningStatus(JsonObject request)
    {
        var conditions = request.Items("status", "conditions").Select(condition => condition.Text("type")).ToList();
        var status = conditions.Contains("Denied") ? "Denied" : conditions.Contains("Approved") ? "Approved" : "Pending";
        var failed = conditions.Contains("Failed") ? ",Failed" : "";
        var issued = request.Text("status", "certificate").Length > 0 ? ",Issued" : "";
        return status + failed + issued;
    }

    private static string Parameters(JsonNode? parameters)
    {
        if (parameters.Text("name") is { Length: > 0 } name)
        {
            // Without a namespace it cannot be told whether the parameters have one.
            return $"{parameters.TextOr("*", "namespace")}/{name}";
        }

        return parameters.At("selector") is { } selector ? CellFormat.Selector(selector) : CellFormat.Unset;
    }
}
