namespace MiniKube.ApiServer.Authentication;

/// <summary>Says where somebody who shows nothing is let in as <c>system:anonymous</c>.</summary>
internal interface IAnonymousRules
{
    bool Allows(string path);
}
