using System.Collections.Immutable;
using MiniKube.Api.Validation;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>Reads <c>AuthorizationConfiguration</c> of <c>apiserver.config.k8s.io</c> v1 and v1beta1, and refuses what upstream would (KEP-3221).</summary>
internal static class AuthorizationConfigurationReader
{
    private const int ConditionsMax = 64;

    private static readonly ImmutableArray<string> Types = ["Webhook", "RBAC", "Node", "AlwaysAllow", "AlwaysDeny"];

    /// <exception cref="InvalidDataException">It is wrong; the message says all that is.</exception>
    public static ImmutableArray<AuthorizerConfiguration> Read(string source, ReadOnlyMemory<byte> content) =>
        ConfigurationFile.Parse(source, content, "AuthorizationConfiguration", ["v1", "v1beta1"], Read);

    private static ImmutableArray<AuthorizerConfiguration> Read(ConfigurationNode root)
    {
        var nodes = root.Children("authorizers");
        if (nodes.IsEmpty)
        {
            root.Mistake("authorizers", "Required value: at least one authorization mode must be defined");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var types = new HashSet<string>(StringComparer.Ordinal);
        return [.. nodes.Select(node => ReadAuthorizer(node, names, types))];
    }

    private static AuthorizerConfiguration ReadAuthorizer(ConfigurationNode node, HashSet<string> names, HashSet<string> types)
    {
        var type = node.RequiredText("type");
        var name = node.RequiredText("name");
        if (type.Length > 0 && !Types.Contains(type))
        {
            node.Mistake("type", $"Unsupported value: \"{type}\": supported values: {string.Join(", ", Types)}");
        }
        else if (!types.Add(type) && type != "Webhook")
        {
            node.Mistake("type", $"Duplicate value: \"{type}\"");
        }

        if (name.Length > 0 && NameRules.DnsSubdomain(name) is [var complaint, ..])
        {
            node.Mistake("name", $"Invalid value: \"{name}\": {complaint}");
        }
        else if (!names.Add(name))
        {
            node.Mistake("name", $"Duplicate value: \"{name}\"");
        }

        var webhook = node.Child("webhook");
        if (type == "Webhook" && webhook is null)
        {
            node.Mistake("webhook", "Required value: required when type=Webhook");
        }
        else if (type != "Webhook" && webhook is not null)
        {
            node.Mistake("webhook", "Invalid value: may only be specified when type=Webhook");
        }

        return new AuthorizerConfiguration(type, name, webhook is null ? null : ReadWebhook(webhook));
    }

    private static WebhookAuthorizerConfiguration ReadWebhook(ConfigurationNode node)
    {
        var usual = new WebhookAuthorizerConfiguration { KubeconfigFile = "", Version = "v1" };
        var conditions = ReadConditions(node);
        return usual with
        {
            KubeconfigFile = ReadConnection(node),
            Timeout = ReadTimeout(node),
            AuthorizedFor = ReadKept(node, "authorizedTTL", "cacheAuthorizedRequests", usual.AuthorizedFor),
            UnauthorizedFor = ReadKept(node, "unauthorizedTTL", "cacheUnauthorizedRequests", usual.UnauthorizedFor),
            Version = OneOf(node, "subjectAccessReviewVersion", "v1", "v1beta1"),
            DeniesOnFailure = OneOf(node, "failurePolicy", "NoOpinion", "Deny") == "Deny",
            MatchConditions = conditions,
        };
    }

    private static string OneOf(ConfigurationNode node, string name, params string[] values)
    {
        var value = node.RequiredText(name);
        if (value.Length > 0 && !values.Contains(value))
        {
            node.Mistake(name, $"Unsupported value: \"{value}\": supported values: {string.Join(", ", values)}");
        }

        return value;
    }

    private static TimeSpan ReadTimeout(ConfigurationNode node)
    {
        var timeout = node.Duration("timeout");
        if (timeout is null)
        {
            node.Mistake("timeout", "Required value");
        }
        else if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromSeconds(30))
        {
            node.Mistake("timeout", "Invalid value: must be > 0s and <= 30s");
        }

        return timeout ?? TimeSpan.Zero;
    }

    private static TimeSpan ReadKept(ConfigurationNode node, string name, string isKept, TimeSpan usual)
    {
        var kept = node.Duration(name);
        if (kept <= TimeSpan.Zero)
        {
            node.Mistake(name, "Invalid value: must be > 0s");
        }

        return node.Flag(isKept) == false ? TimeSpan.Zero : kept ?? usual;
    }

    private static string ReadConnection(ConfigurationNode node)
    {
        if (node.Child("connectionInfo") is not { } connection)
        {
            node.Mistake("connectionInfo", "Required value");
            return "";
        }

        var type = connection.RequiredText("type");
        var file = connection.Text("kubeConfigFile");
        if (type == "InClusterConfig")
        {
            connection.Mistake("type", "Unsupported value: \"InClusterConfig\": the server does not run as a pod: use KubeConfigFile");
        }
        else if (type is not ("" or "KubeConfigFile"))
        {
            connection.Mistake("type", $"Unsupported value: \"{type}\": supported values: InClusterConfig, KubeConfigFile");
        }
        else if (type == "KubeConfigFile" && !Path.IsPathRooted(file))
        {
            connection.Mistake("kubeConfigFile", file.Length == 0 ? "Required value" : $"Invalid value: \"{file}\": must be an absolute path");
        }

        return file;
    }

    private static ReviewConditions ReadConditions(ConfigurationNode node)
    {
        var conditions = node.Children("matchConditions");
        var version = node.Text("matchConditionSubjectAccessReviewVersion");
        if (version is not ("" or "v1") || (version.Length == 0 && conditions.Length > 0))
        {
            node.Mistake("matchConditionSubjectAccessReviewVersion", version.Length == 0 ? "Required value" : $"Unsupported value: \"{version}\": supported values: v1");
        }

        if (conditions.Length > ConditionsMax)
        {
            node.Mistake("matchConditions", $"Too many: {conditions.Length}: must have at most {ConditionsMax} items");
            conditions = conditions[..ConditionsMax];
        }

        ImmutableArray<string> texts = [.. conditions.Select(condition => condition.RequiredText("expression"))];
        if (texts.Distinct(StringComparer.Ordinal).Count() != texts.Length)
        {
            node.Mistake("matchConditions", "Duplicate value");
        }

        return texts.Contains("")
            ? ReviewConditions.None
            : ReviewConditions.Compile(texts, (index, what) => conditions[index].Mistake("expression", $"Invalid value: \"{texts[index]}\": {what}"));
    }
}
