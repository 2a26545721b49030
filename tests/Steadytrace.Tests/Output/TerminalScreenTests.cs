using Spectre.Console;
using Steadytrace.Output;

namespace Steadytrace.Tests.Output;

public sealed class TerminalScreenTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void Pieces_stand_out_as_they_are_styled()
    {
        NewScreen().WriteLine(new StyledText("bold", TextStyle.Bold), new StyledText(" dim", TextStyle.Dim), new StyledText(" plain"));

        Assert.Equal("\u001b[1mbold\u001b[0m\u001b[2m dim\u001b[0m plain\n", _output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_line_wider_than_the_screen_is_left_to_the_terminal()
    {
        var screen = NewScreen();
        screen.WriteLine(new StyledText(new string('x', 50)));

        Assert.Equal(20, screen.Width);
        Assert.Equal(new string('x', 50) + "\n", _output.ToString().ReplaceLineEndings("\n"));
    }

    private TerminalScreen NewScreen()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 20;
        return new TerminalScreen(console);
    }
}
