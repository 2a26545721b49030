using MudBlazor;

namespace Steadytrace.Console.Display;

/// <summary>MudBlazor's share of the look; the colours are those of <c>console.css</c>, which draws everything else.</summary>
internal static class ConsoleTheme
{
    private static readonly string[] SystemFonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6e84", Background = "#f4f6f7", Surface = "#ffffff", TextPrimary = "#1a2328", TextSecondary = "#58666e",
            LinesInputs = "#c3ccd1", LinesDefault = "#dde3e6", ActionDefault = "#58666e", Success = "#237a3b", Warning = "#9a5b00", Error = "#c32222",
            Dark = "#1a2328",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#5bbccb", Background = "#0e1316", Surface = "#161d21", TextPrimary = "#dce3e7", TextSecondary = "#8f9ca4",
            LinesInputs = "#3a464d", LinesDefault = "#263036", ActionDefault = "#8f9ca4", Success = "#66bf7f", Warning = "#e2a94b", Error = "#ff7468",
            Dark = "#232c31",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = SystemFonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = SystemFonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = SystemFonts, FontSize = "0.8125rem", LetterSpacing = "normal", TextTransform = "none" },
        },
    };
}
