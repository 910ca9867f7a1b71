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
    /// <exception cref="ApiException">400: names come twice, and may not.</exception>
    public void ApplyDuplicates(ImmutableArray<string> findings)
    {
        if (IsStrict && !findings.IsEmpty)
        {
            throw StatusErrors.BadRequest($"error strict decoding YAML: {string.Join(", ", findings)}");
        }

        foreach (var finding in _mode == "Ignore" ? [] : findings)
        {
            WarningHeader.Add(_context, finding);
        }
    }

    /// <exception cref="ApiException">400: there are such fields, and they are not allowed.</exception>
    public void Apply(ImmutableArray<string> findings, GroupVersionKind kind)
    {
        if (findings.IsEmpty || _mode == "Ignore")
        {
            return;
        }

        if (IsStrict)
        {
            throw StatusErrors.BadRequest(
                $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: "
                + $"strict decoding error: {string.Join(", ", findings)}");
        }

        foreach (var finding in findings.Take(WarningsMax))
        {
            WarningHeader.Add(_context, finding);
        }
    }
}
