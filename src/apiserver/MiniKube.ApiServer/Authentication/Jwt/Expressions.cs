using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Configuration;
using MiniKube.Cel;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Expressions over the claims of a token, and over the user that they make (KEP-3331). Compiled once, and bounded in what a run costs.</summary>
internal static partial class Expressions
{
    private const ulong CostMax = 1_000_000;

    private static readonly CelType Claims = CelType.MapOf(CelType.String, CelType.Dyn);

    private static readonly CelType User = CelType.Object("kubernetes.UserInfo", new DeclaredFields(
        ("username", CelType.String),
        ("uid", CelType.String),
        ("groups", CelType.ListOf(CelType.String)),
        ("extra", CelType.MapOf(CelType.String, CelType.ListOf(CelType.String)))));

    private static readonly CelEnvironment OfClaims = new(FunctionLibraries.Kubernetes, [new("claims", Claims)]);
    private static readonly CelEnvironment OfUser = new(FunctionLibraries.Kubernetes, [new("user", User)]);

    /// <summary>What a claim or claims come to; null where there is none.</summary>
    public static CelProgram? ReadMapping(ConfigurationNode node, string field, bool takesLists) => Read(
        node, field, OfClaims, type => type.IsDyn || type.Equals(CelType.String) || (takesLists && type.Kind == CelTypeKind.List), takesLists ? "string or list of strings" : "string");

    public static CelProgram? ReadClaimRule(ConfigurationNode node, string field) => Read(node, field, OfClaims, type => type.Equals(CelType.Bool), "bool");

    public static CelProgram? ReadUserRule(ConfigurationNode node, string field) => Read(node, field, OfUser, type => type.Equals(CelType.Bool), "bool");

    public static CelValue OverClaims(CelProgram program, JsonObject claims) => program.Evaluate([JsonValues.Of(claims, Claims)], CostMax).Value;

    public static bool Holds(CelProgram program, UserInfo user) => program.Evaluate([JsonValues.Of(UserJson.Write(user), User)], CostMax).Value.IsTrue;

    /// <summary>An expression that takes an email for a name without a look whether it is the bearer's.</summary>
    public static bool UsesEmail(CelProgram? program) => program is not null && Email().IsMatch(program.Source);

    public static bool UsesEmailVerified(CelProgram? program) => program is not null && program.Source.Contains("email_verified", StringComparison.Ordinal);

    private static CelProgram? Read(ConfigurationNode node, string field, CelEnvironment environment, Func<CelType, bool> isFit, string wanted)
    {
        var text = node.Text(field);
        if (text.Length == 0)
        {
            return null;
        }

        var compilation = environment.Compile(text);
        if (compilation.Program is not { } program)
        {
            node.Mistake(field, $"Invalid value: \"{text}\": compilation failed: {compilation.Error}");
        }
        else if (!isFit(program.ResultType))
        {
            node.Mistake(field, $"Invalid value: \"{text}\": must evaluate to {wanted}");
        }

        return compilation.Program;
    }

    [GeneratedRegex(@"claims\.email\b|claims\[\s*['""]email['""]\s*\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Email();
}
