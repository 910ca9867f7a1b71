using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>What the <c>fieldValidation</c> parameter asks for when a body has unknown or duplicate fields.</summary>
internal sealed class FieldValidation
{
    /// <summary>More would not fit the headers of an answer.</summary>
    private const int WarningsMax = 32;

    private readonly string _mode;
    private readonly HttpContext _context;

    private FieldValidation(string mode, HttpContext context)
    {
        _mode = mode;
        _context = context;
    }

    /// <param name="context">The request.</param>
    /// <param name="verb">Its verb; a refusal names the options of it.</param>
    /// <exception cref="ApiException">422: there is no such mode.</exception>
    public static FieldValidation Of(HttpContext context, string verb)
    {
        var mode = context.Request.Query["fieldValidation"].ToString();
        return mode is "" or "Ignore" or "Strict" or "Warn"
            ? new FieldValidation(mode, context)
            : throw StatusErrors.Invalid(
                FieldManagers.OptionsOf(verb),
                "",
                [Registry.FieldErrors.NotSupported("fieldValidation", mode, "", "Ignore", "Strict", "Warn")]);
    }

    public bool IsStrict => _mode == "Strict";

    /// <summary>For an apply, which knows no unknown fields: they are always refused.</summary>
    /// <param name="repeatedKeys">Keys that come twice, by line.</param>
    /// <exception cref="ApiException">400: there are such keys, and they are not allowed.</exception>
    public void ApplyDuplicates(ImmutableArray<string> repeatedKeys)
    {
        if (IsStrict && !repeatedKeys.IsEmpty)
        {
            throw StatusErrors.BadRequest($"error strict decoding YAML: error converting YAML to JSON: {AsYamlError(repeatedKeys)}");
        }

        Warn(repeatedKeys);
    }

    /// <param name="repeatedKeys">Keys of YAML that come twice, by line.</param>
    /// <param name="findings">Unknown and duplicate fields.</param>
    /// <param name="kind">What the body was to be.</param>
    /// <exception cref="ApiException">400: there are such fields, and they are not allowed.</exception>
    public void Apply(ImmutableArray<string> repeatedKeys, ImmutableArray<string> findings, GroupVersionKind kind)
    {
        if (IsStrict && !(repeatedKeys.IsEmpty && findings.IsEmpty))
        {
            var all = repeatedKeys.IsEmpty ? findings : findings.Insert(0, AsYamlError(repeatedKeys));
            throw StatusErrors.BadRequest(
                $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: {string.Join(", ", all)}");
        }

        Warn(repeatedKeys.AddRange(findings));
    }

    /// <summary>Says what was found, unless nobody wants to know.</summary>
    public void Warn(ImmutableArray<string> findings)
    {
        foreach (var finding in _mode == "Ignore" ? [] : findings.Take(WarningsMax))
        {
            WarningHeader.Add(_context, finding);
        }
    }

    private static string AsYamlError(ImmutableArray<string> repeatedKeys) =>
        $"yaml: unmarshal errors:\n{string.Join('\n', repeatedKeys.Select(key => $"  {key}"))}";
}
