import './global-jquery.js'
import 'jquery-ui/dist/jquery-ui.js'
import 'jquery-ui/dist/themes/base/jquery-ui.css'

const $ = window.jQuery

$('#city').autocomplete({ source: ['Barcelona', 'Basel', 'Bergen', 'Berlin', 'Bern'], delay: 0 })
$('#day').datepicker({ defaultDate: new Date(2026, 2, 1), dateFormat: 'yy-mm-dd' })
$('#slider').slider({ min: 1, max: 9, value: 1, slide: (_event, { value }) => $('#seats').text(value) })
$('#help').tooltip({ show: false, hide: false })
$('#sure').dialog({
  autoOpen: false,
  modal: true,
  buttons: {
    Yes() {
      $('#booked').text(`Booked: ${$('#city').val()}, ${$('#day').val()}, ${$('#seats').text()} seats`)
      $(this).dialog('close')
    },
    No() {
      $(this).dialog('close')
    },
  },
})
$('#book').on('click', () => {
  $('#summary').text(`${$('#city').val()} on ${$('#day').val()}`)
  $('#sure').dialog('open')
})
